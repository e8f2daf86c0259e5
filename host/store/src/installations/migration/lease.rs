//! Hands a migration to one node at a time.

use super::{COLUMNS, Migration, MigrationState, read};
use crate::counters;
use crate::db::{self, Row, Sql};
use crate::installations::{TimelineEntry, timeline};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

/// The right to work on a migration, until others may take it. Every batch prolongs it.
#[derive(Clone, Debug)]
pub struct MigrationLease {
    /// The merchant.
    pub tenant: TenantId,
    /// Which.
    pub migration: Migration,
    /// Tells this lease from later ones.
    pub(super) token: Uuid,
}

impl MigrationLease {
    /// Appends ` WHERE` this migration is running and this lease is held.
    pub(super) fn is_held(&self, sql: &mut Sql) {
        sql.push_with(
            " WHERE tenant_id = ? AND installation_id = ? AND state = 'running' AND lease_token = ?",
            [self.tenant.0.into(), self.migration.wanted.installation.0.into(), self.token.into()],
        );
    }

    /// Prolongs it in a transaction; `false` = it was lost.
    pub(super) async fn renew(&self, tx: &DatabaseTransaction, until_ms: i64) -> Result<bool, StoreError> {
        let text = "UPDATE document_migration SET lease_until_ms = ?";
        let mut sql = Sql::with(db::backend(tx), text, [until_ms.into()]);
        self.is_held(&mut sql);
        Ok(sql.execute(tx).await? > 0)
    }
}

impl Store {
    /// Leases a running migration that nobody is at until `now_ms + lease_ms`.
    pub async fn lease_migration(
        &self,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Option<MigrationLease>, StoreError> {
        const DUE: &str = " WHERE state = 'running' AND lease_until_ms <= ? LIMIT 1";
        // Asked beside the writer first: when there is none, polling costs it nothing.
        let mut sql = Sql::new(self.backend(), "SELECT tenant_id, installation_id FROM document_migration");
        sql.push_with(DUE, [now_ms.into()]);
        if sql.one(&self.db.read).await?.is_none() {
            return Ok(None);
        }
        let tx = self.db.begin().await?;
        let mut sql = Sql::new(self.backend(), "SELECT tenant_id, installation_id FROM document_migration");
        sql.push_with(DUE, [now_ms.into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE SKIP LOCKED");
        }
        let Some(row) = sql.one(&tx).await? else { return Ok(None) };
        let (tenant, id): (Uuid, Uuid) = (row.at(0)?, row.at(1)?);
        let token = Uuid::now_v7();
        let text = "UPDATE document_migration SET lease_token = ?, lease_until_ms = ? \
                    WHERE tenant_id = ? AND installation_id = ?";
        let values = [token.into(), now_ms.saturating_add(lease_ms).into(), tenant.into(), id.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        let text = format!(
            "SELECT {COLUMNS} FROM document_migration m WHERE m.tenant_id = ? AND m.installation_id = ?"
        );
        let row = Sql::with(self.backend(), &text, [tenant.into(), id.into()]).one(&tx).await?;
        let Some(migration) = row.as_ref().map(|row| read(row, 0)).transpose()? else { return Ok(None) };
        tx.commit().await?;
        let migration = self.open_migration(TenantId(tenant), migration).await?;
        Ok(Some(MigrationLease { tenant: TenantId(tenant), migration, token }))
    }

    /// Gives a lease back before its time.
    pub async fn release_migration(&self, lease: &MigrationLease) -> Result<(), StoreError> {
        let mut sql = Sql::new(self.backend(), "UPDATE document_migration SET lease_until_ms = 0");
        lease.is_held(&mut sql);
        sql.execute(&self.db.write).await.map(|_| ())
    }

    /// Gives a migration up, drops what it staged and writes it down. `false` = the lease was lost.
    pub async fn fail_migration(
        &self,
        lease: &MigrationLease,
        error: &str,
        entry: &TimelineEntry,
    ) -> Result<bool, StoreError> {
        let wanted = &lease.migration.wanted;
        let tx = self.db.begin().await?;
        counters::bump(&tx, lease.tenant, counters::INSTALLATIONS).await?;
        let text = "UPDATE document_migration SET state = ?, error = ?";
        let values = [MigrationState::Failed.as_str().into(), error.into()];
        let mut sql = Sql::with(self.backend(), text, values);
        lease.is_held(&mut sql);
        if sql.execute(&tx).await? == 0 {
            return Ok(false);
        }
        let text = "DELETE FROM document_staged WHERE tenant_id = ? AND plugin = ?";
        let owner = [lease.tenant.0.into(), wanted.plugin.as_str().into()];
        Sql::with(self.backend(), text, owner).execute(&tx).await?;
        timeline::write(&tx, lease.tenant, wanted.installation, entry).await?;
        tx.commit().await?;
        Ok(true)
    }
}
