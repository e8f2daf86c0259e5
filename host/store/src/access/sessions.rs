//! Sessions, found by the hash of their secret.

use super::Session;
use crate::db::{self, OnConflict, Row, Sql};
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{SessionId, TenantId, TerminalId, UserId};
use sea_orm::QueryResult;

const COLUMNS: &str = "tenant_id, id, secret_sha256, user_id, terminal_id, agent, address, created_at_ms, proved_at_ms, \
                       seen_at_ms, expires_at_ms, ended_at_ms";

impl Store {
    /// Stores a new session. At a terminal it ends the one before: one cashier a till.
    pub async fn start_session(&self, session: &Session) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        if let Some(terminal) = session.terminal {
            let text = "UPDATE session SET ended_at_ms = ? WHERE tenant_id = ? AND terminal_id = ? AND ended_at_ms IS NULL";
            let values = [session.created_at_ms.into(), session.tenant.0.into(), terminal.0.into()];
            Sql::with(self.backend(), text, values).execute(&tx).await?;
        }
        let row = vec![
            session.tenant.0.into(),
            session.id.0.into(),
            session.secret_sha256.to_vec().into(),
            session.user.0.into(),
            session.terminal.map(|terminal| terminal.0).into(),
            session.agent.as_str().into(),
            session.address.as_str().into(),
            session.created_at_ms.into(),
            session.proved_at_ms.into(),
            session.seen_at_ms.into(),
            session.expires_at_ms.into(),
        ];
        let columns = [
            "tenant_id",
            "id",
            "secret_sha256",
            "user_id",
            "terminal_id",
            "agent",
            "address",
            "created_at_ms",
            "proved_at_ms",
            "seen_at_ms",
            "expires_at_ms",
        ];
        db::insert_rows(&tx, "session", &columns, &[row], OnConflict::Fail).await?;
        Ok(tx.commit().await?)
    }

    /// The session whose secret has this hash, whatever its state.
    pub async fn find_session(&self, secret_sha256: &[u8; 32]) -> Result<Option<Session>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM session WHERE secret_sha256 = ?");
        let row =
            Sql::with(self.backend(), &text, [secret_sha256.to_vec().into()]).one(&self.db.read).await?;
        row.as_ref().map(read).transpose()
    }

    /// Sessions of a user that have not ended, newest first; at most 500.
    pub async fn list_sessions(
        &self,
        tenant: TenantId,
        user: UserId,
        now_ms: i64,
    ) -> Result<Vec<Session>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM session WHERE tenant_id = ? AND user_id = ? AND ended_at_ms IS NULL \
             AND expires_at_ms > ? ORDER BY created_at_ms DESC, id LIMIT {PAGE_MAX}"
        );
        let values = [tenant.0.into(), user.0.into(), now_ms.into()];
        let rows = Sql::with(self.backend(), &text, values).all(&self.db.read).await?;
        rows.iter().map(read).collect()
    }

    /// Ends a session of a user's; `false` = they have no such session.
    pub async fn end_session(
        &self,
        tenant: TenantId,
        user: UserId,
        id: SessionId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE session SET ended_at_ms = COALESCE(ended_at_ms, ?) \
                    WHERE tenant_id = ? AND user_id = ? AND id = ?";
        let values = [now_ms.into(), tenant.0.into(), user.0.into(), id.0.into()];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }

    /// Notes that a session is in use, and until when it may be from now on.
    pub async fn touch_session(
        &self,
        tenant: TenantId,
        id: SessionId,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<(), StoreError> {
        let text = "UPDATE session SET seen_at_ms = ?, expires_at_ms = ? WHERE tenant_id = ? AND id = ?";
        let values = [now_ms.into(), expires_at_ms.into(), tenant.0.into(), id.0.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(|_| ())
    }

    /// Notes that whoever is signed in proved once more who they are.
    pub async fn prove_session(
        &self,
        tenant: TenantId,
        id: SessionId,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let text = "UPDATE session SET proved_at_ms = ? WHERE tenant_id = ? AND id = ?";
        let values = [now_ms.into(), tenant.0.into(), id.0.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(|_| ())
    }

    /// Forgets sessions that ended or expired before a moment.
    pub async fn purge_sessions(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM session WHERE COALESCE(ended_at_ms, expires_at_ms) < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}

fn read(row: &QueryResult) -> Result<Session, StoreError> {
    let secret: Vec<u8> = row.at(2)?;
    let terminal: Option<uuid::Uuid> = row.at(4)?;
    Ok(Session {
        tenant: TenantId(row.at(0)?),
        id: SessionId(row.at(1)?),
        secret_sha256: secret
            .try_into()
            .map_err(|_| StoreError::Damaged("length of a session's hash".to_owned()))?,
        user: UserId(row.at(3)?),
        terminal: terminal.map(TerminalId),
        agent: row.at(5)?,
        address: row.at(6)?,
        created_at_ms: row.at(7)?,
        proved_at_ms: row.at(8)?,
        seen_at_ms: row.at(9)?,
        expires_at_ms: row.at(10)?,
        ended_at_ms: row.at(11)?,
    })
}
