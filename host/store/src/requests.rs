//! Idempotency keys of POST requests: the first answer is kept and given again.

use crate::db::{Row, Sql, narrow};
use crate::vault::{Place, row_key};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;

/// Which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The merchant.
    pub tenant: TenantId,
    /// Route template, e.g. `POST /v1/members`.
    pub route: String,
    /// The client's key.
    pub key: String,
}

impl RequestKey {
    fn row(&self) -> String {
        row_key(&[&self.route, &self.key])
    }

    fn values(&self) -> [sea_orm::Value; 3] {
        [self.tenant.0.into(), self.route.as_str().into(), self.key.as_str().into()]
    }
}

/// An answer as it was first given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP-like status number; its meaning is the caller's.
    pub status: u16,
    /// Body.
    pub body: String,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginRequest {
    /// Do it, then call [`Store::finish_request`].
    New,
    /// Give this answer again.
    Answered(StoredAnswer),
    /// Another call is at it: come back later.
    InProgress,
    /// The key was used for another request.
    KeyReused,
}

impl Store {
    /// Claims a key. A claim whose call died is given anew after `stale_after_ms`.
    pub async fn begin_request(
        &self,
        key: &RequestKey,
        request_digest: &Digest,
        now_ms: i64,
        stale_after_ms: i64,
    ) -> Result<BeginRequest, StoreError> {
        // Before the transaction: they may have to be made.
        self.vault.keys(key.tenant).await?;
        let tx = self.db.begin().await?;
        let text = "INSERT INTO request (tenant_id, route, request_key, request_digest, begun_at_ms) \
                    VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        let values = [
            key.tenant.0.into(),
            key.route.as_str().into(),
            key.key.as_str().into(),
            request_digest.as_str().into(),
            now_ms.into(),
        ];
        if Sql::with(self.backend(), text, values).execute(&tx).await? > 0 {
            tx.commit().await?;
            return Ok(BeginRequest::New);
        }
        let text = "SELECT request_digest, begun_at_ms, status, body FROM request \
                    WHERE tenant_id = ? AND route = ? AND request_key = ?";
        let Some(row) = Sql::with(self.backend(), text, key.values()).for_update().take().one(&tx).await?
        else {
            // Given up by the other call between the two statements.
            return Ok(BeginRequest::InProgress);
        };
        let (digest, begun_at_ms): (String, i64) = (row.at(0)?, row.at(1)?);
        if digest != request_digest.as_str() {
            return Ok(BeginRequest::KeyReused);
        }
        if let Some(status) = row.at::<Option<i64>>(2)? {
            let body = self.vault.open_some(key.tenant, place(&key.row()), row.at(3)?).await?;
            let answer = StoredAnswer { status: narrow(status, "status")?, body: body.unwrap_or_default() };
            return Ok(BeginRequest::Answered(answer));
        }
        if now_ms.saturating_sub(begun_at_ms) < stale_after_ms {
            return Ok(BeginRequest::InProgress);
        }
        let mut sql = Sql::with(self.backend(), "UPDATE request SET begun_at_ms = ?", [now_ms.into()]);
        sql.push_with(" WHERE tenant_id = ? AND route = ? AND request_key = ?", key.values());
        sql.execute(&tx).await?;
        tx.commit().await?;
        Ok(BeginRequest::New)
    }

    /// Keeps the answer of a claimed key.
    pub async fn finish_request(&self, key: &RequestKey, answer: &StoredAnswer) -> Result<(), StoreError> {
        // It may show a person: a member that was looked up, a quote with a name on it.
        let body = self.vault.keys(key.tenant).await?.seal(place(&key.row()), &answer.body)?;
        let values = [i64::from(answer.status).into(), body.into()];
        let mut sql = Sql::with(self.backend(), "UPDATE request SET status = ?, body = ?", values);
        sql.push_with(" WHERE tenant_id = ? AND route = ? AND request_key = ?", key.values());
        sql.execute(&self.db.write).await.map(|_| ())
    }

    /// Gives a claimed key up, so that the client may try again.
    pub async fn abandon_request(&self, key: &RequestKey) -> Result<(), StoreError> {
        let text =
            "DELETE FROM request WHERE tenant_id = ? AND route = ? AND request_key = ? AND status IS NULL";
        Sql::with(self.backend(), text, key.values()).execute(&self.db.write).await.map(|_| ())
    }

    /// Deletes answers older than `before_ms`; gives how many.
    pub async fn purge_requests(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM request WHERE begun_at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}

fn place(row: &str) -> Place<'_> {
    Place { table: "request", column: "body", row }
}
