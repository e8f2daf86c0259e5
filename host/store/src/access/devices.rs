//! Paired terminals: a code shown by a manager becomes a key that the device keeps.

use crate::db::{self, OnConflict, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::{TenantId, TerminalId};
use sea_orm::QueryResult;

/// A device that stands for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Whose.
    pub tenant: TenantId,
    /// Which terminal it is.
    pub terminal: TerminalId,
    /// SHA-256 of its key.
    pub secret_sha256: [u8; 32],
    /// When it was paired, ms since 1970 UTC.
    pub paired_at_ms: i64,
    /// When it was last seen, to the minute.
    pub seen_at_ms: Option<i64>,
}

impl Store {
    /// Keeps a pairing code, in the place of an older one of the terminal.
    pub async fn put_pairing(
        &self,
        tenant: TenantId,
        terminal: TerminalId,
        code_sha256: &[u8; 32],
        expires_at_ms: i64,
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        let text = "DELETE FROM pairing WHERE tenant_id = ? AND terminal_id = ?";
        Sql::with(self.backend(), text, [tenant.0.into(), terminal.0.into()]).execute(&tx).await?;
        let row = vec![code_sha256.to_vec().into(), tenant.0.into(), terminal.0.into(), expires_at_ms.into()];
        let columns = ["code_sha256", "tenant_id", "terminal_id", "expires_at_ms"];
        db::insert_rows(&tx, "pairing", &columns, &[row], OnConflict::Fail).await?;
        Ok(tx.commit().await?)
    }

    /// The terminal that a pairing code is of, where it is good.
    pub async fn pairing_of(
        &self,
        code_sha256: &[u8; 32],
        now_ms: i64,
    ) -> Result<Option<(TenantId, TerminalId)>, StoreError> {
        let text = "SELECT tenant_id, terminal_id FROM pairing WHERE code_sha256 = ? AND expires_at_ms > ?";
        let values = [code_sha256.to_vec().into(), now_ms.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        row.map(|row| Ok((TenantId(row.at(0)?), TerminalId(row.at(1)?)))).transpose()
    }

    /// Uses a pairing code up: the device of this key is the terminal from now on, and whichever was before is not. All
    /// its sessions end. `None` = there is no such code (any more).
    pub async fn pair(
        &self,
        code_sha256: &[u8; 32],
        secret_sha256: &[u8; 32],
        now_ms: i64,
    ) -> Result<Option<(TenantId, TerminalId)>, StoreError> {
        let tx = self.db.begin().await?;
        let text = "SELECT tenant_id, terminal_id, expires_at_ms FROM pairing WHERE code_sha256 = ?";
        let found = Sql::with(self.backend(), text, [code_sha256.to_vec().into()]).one(&tx).await?;
        let Some(row) = found else { return Ok(None) };
        let (tenant, terminal) = (TenantId(row.at(0)?), TerminalId(row.at(1)?));
        let expires_at_ms: i64 = row.at(2)?;
        let text = "DELETE FROM pairing WHERE code_sha256 = ?";
        let used = Sql::with(self.backend(), text, [code_sha256.to_vec().into()]).execute(&tx).await?;
        if used == 0 || expires_at_ms <= now_ms {
            tx.commit().await?;
            return Ok(None);
        }
        cut_off(&tx, tenant, terminal, now_ms).await?;
        let row = vec![tenant.0.into(), terminal.0.into(), secret_sha256.to_vec().into(), now_ms.into()];
        let columns = ["tenant_id", "terminal_id", "secret_sha256", "paired_at_ms"];
        db::insert_rows(&tx, "device", &columns, &[row], OnConflict::Fail).await?;
        tx.commit().await?;
        Ok(Some((tenant, terminal)))
    }

    /// The device whose key has this hash.
    pub async fn find_device(&self, secret_sha256: &[u8; 32]) -> Result<Option<Device>, StoreError> {
        let text = "SELECT tenant_id, terminal_id, secret_sha256, paired_at_ms, seen_at_ms FROM device \
                    WHERE secret_sha256 = ?";
        let row = Sql::with(self.backend(), text, [secret_sha256.to_vec().into()]).one(&self.db.read).await?;
        row.as_ref().map(read).transpose()
    }

    /// The device of a terminal.
    pub async fn get_device(
        &self,
        tenant: TenantId,
        terminal: TerminalId,
    ) -> Result<Option<Device>, StoreError> {
        let text = "SELECT tenant_id, terminal_id, secret_sha256, paired_at_ms, seen_at_ms FROM device \
                    WHERE tenant_id = ? AND terminal_id = ?";
        let values = [tenant.0.into(), terminal.0.into()];
        let row = Sql::with(self.backend(), text, values).one(&self.db.read).await?;
        row.as_ref().map(read).transpose()
    }

    /// Cuts a terminal's device off and ends the sessions at it. `false` = none was paired.
    pub async fn unpair(
        &self,
        tenant: TenantId,
        terminal: TerminalId,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        let was_there = cut_off(&tx, tenant, terminal, now_ms).await?;
        tx.commit().await?;
        Ok(was_there)
    }

    /// Notes that a device was seen.
    pub async fn touch_device(
        &self,
        tenant: TenantId,
        terminal: TerminalId,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let text = "UPDATE device SET seen_at_ms = ? WHERE tenant_id = ? AND terminal_id = ?";
        let values = [now_ms.into(), tenant.0.into(), terminal.0.into()];
        Sql::with(self.backend(), text, values).execute(&self.db.write).await.map(|_| ())
    }
}

async fn cut_off(
    tx: &sea_orm::DatabaseTransaction,
    tenant: TenantId,
    terminal: TerminalId,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let text =
        "UPDATE session SET ended_at_ms = ? WHERE tenant_id = ? AND terminal_id = ? AND ended_at_ms IS NULL";
    let values = [now_ms.into(), tenant.0.into(), terminal.0.into()];
    Sql::with(db::backend(tx), text, values).execute(tx).await?;
    let text = "DELETE FROM device WHERE tenant_id = ? AND terminal_id = ?";
    let values = [tenant.0.into(), terminal.0.into()];
    Ok(Sql::with(db::backend(tx), text, values).execute(tx).await? > 0)
}

fn read(row: &QueryResult) -> Result<Device, StoreError> {
    let secret: Vec<u8> = row.at(2)?;
    Ok(Device {
        tenant: TenantId(row.at(0)?),
        terminal: TerminalId(row.at(1)?),
        secret_sha256: secret
            .try_into()
            .map_err(|_| StoreError::Damaged("length of a device's hash".to_owned()))?,
        paired_at_ms: row.at(3)?,
        seen_at_ms: row.at(4)?,
    })
}
