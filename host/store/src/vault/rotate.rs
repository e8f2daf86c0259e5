//! Rotation: new keys seal what is written from now on; [`Store::reseal`] brings the rest after.

use super::keys::{DATA, KeyRow, context, insert, now_ms};
use crate::db::{self, Row, Sql};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use uuid::Uuid;

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Tenants that seal under a new key.
    pub tenants: u64,
    /// Keys wrapped anew.
    pub wrapped: u64,
}

impl Store {
    /// Gives every tenant a new data key. What was sealed before stays readable.
    pub async fn rotate_keys(&self, now_ms: i64) -> Result<Rotated, StoreError> {
        let mut rotated = Rotated { wrapped: self.rewrap_keys().await?, ..Rotated::default() };
        for tenant in self.tenants_with_keys().await? {
            self.rotate_tenant(tenant, now_ms).await?;
            rotated.tenants += 1;
        }
        Ok(rotated)
    }

    async fn tenants_with_keys(&self) -> Result<Vec<TenantId>, StoreError> {
        let text = "SELECT DISTINCT tenant_id FROM vault_key ORDER BY tenant_id";
        let rows = Sql::new(self.backend(), text).all(&self.db.read).await?;
        rows.iter().map(|row| Ok(TenantId(row.at(0)?))).collect()
    }

    async fn rotate_tenant(&self, tenant: TenantId, at_ms: i64) -> Result<(), StoreError> {
        let rows = self.vault.key_rows(&self.db.read, tenant).await?;
        let next = rows.iter().map(|row| row.id).max().unwrap_or(0) + 1;
        // Wrapped before the transaction: a key service may be far away.
        let row = self.vault.new_key(tenant, next, DATA).await?;
        let tx = self.db.begin().await?;
        // Two rotations at once would make the same number: the second one fails, and nothing is lost.
        insert(&tx, row, "").await?;
        let text = "UPDATE vault_key SET retired_at_ms = ? \
                    WHERE tenant_id = ? AND purpose = 'data' AND id < ? AND retired_at_ms IS NULL";
        let values = [at_ms.into(), tenant.0.into(), next.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        self.vault.forget(tenant);
        Ok(())
    }

    /// Wraps all keys with the key in force that are wrapped with another; gives how many. Afterwards the others are not
    /// needed by this database any more.
    pub async fn rewrap_keys(&self) -> Result<u64, StoreError> {
        let service = self.vault.service()?.clone();
        let current = service.current();
        self.announce_root(&current).await?;
        let mut wrapped = 0;
        loop {
            let text = "SELECT tenant_id, id, purpose, wrapped, kek_id, retired_at_ms FROM vault_key \
                        WHERE kek_id <> ? ORDER BY tenant_id, id LIMIT 100";
            let rows = Sql::with(self.backend(), text, [current.as_str().into()]).all(&self.db.read).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let (tenant, key) = (
                    row.at::<Uuid>(0)?,
                    KeyRow {
                        id: row.at(1)?,
                        purpose: row.at(2)?,
                        wrapped: row.at(3)?,
                        by: row.at(4)?,
                        retired_at_ms: row.at(5)?,
                    },
                );
                let bytes = self.vault.unwrap(TenantId(tenant), &key).await?;
                let new = service.wrap(&context(TenantId(tenant), key.id, &key.purpose), &bytes).await;
                let new = new.map_err(|error| StoreError::Keys(error.to_string()))?;
                let text = "UPDATE vault_key SET wrapped = ?, kek_id = ? \
                            WHERE tenant_id = ? AND id = ? AND kek_id = ?";
                let values = [new.bytes.into(), new.by.into(), tenant.into(), key.id.into(), key.by.into()];
                wrapped += Sql::with(self.backend(), text, values).execute(&self.db.write).await?;
            }
        }
        let text = "DELETE FROM vault_root WHERE kek_id <> ? AND NOT EXISTS (\
                    SELECT 1 FROM vault_key k WHERE k.kek_id = vault_root.kek_id)";
        Sql::with(self.backend(), text, [current.into()]).execute(&self.db.write).await?;
        Ok(wrapped)
    }

    /// Takes down which key wraps from now on, before it wraps anything.
    async fn announce_root(&self, current: &str) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        if self.backend() == Backend::Postgres {
            Sql::new(self.backend(), "LOCK TABLE vault_root IN EXCLUSIVE MODE").execute(&tx).await?;
        }
        let text = "UPDATE vault_root SET is_current = ? WHERE kek_id <> ?";
        Sql::with(db::backend(&tx), text, [false.into(), current.into()]).execute(&tx).await?;
        let text = "INSERT INTO vault_root (kek_id, is_current, created_at_ms) VALUES (?, ?, ?) \
                    ON CONFLICT (kek_id) DO UPDATE SET is_current = excluded.is_current";
        let values = [current.into(), true.into(), now_ms().into()];
        Sql::with(db::backend(&tx), text, values).execute(&tx).await?;
        Ok(tx.commit().await?)
    }
}
