//! Puts staged documents in place and switches, in one transaction.

use super::MigrationLease;
use crate::collections::{DeclareError, Reindex};
use crate::counters;
use crate::db::{self, Sql};
use crate::installations::{Change, change};
use crate::{Store, StoreError};
use sea_orm::DatabaseTransaction;

/// What came of an attempt to finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// The new version is in use, over its own documents.
    Done,
    /// Documents changed since they were staged: stage them again.
    Behind,
    /// Another node has the migration, or it was ended.
    Lost,
    /// The installation is another than it was when the migration began.
    Overtaken,
}

impl Store {
    /// Finishes a migration. While it does, nobody writes documents of the plugin, and whoever checked a write before meets
    /// another generation of the collection afterwards.
    pub async fn finish_migration(
        &self,
        lease: &MigrationLease,
        to: Change<'_>,
        now_ms: i64,
    ) -> Result<Finished, DeclareError> {
        self.check_declarations(to.collections)?;
        let (tenant, wanted) = (lease.tenant, &lease.migration.wanted);
        let keys = self.vault.keys(tenant).await?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        if !lease.renew(&tx, i64::MAX).await? {
            return Ok(Finished::Lost);
        }
        lock_collections(&tx, lease).await?;
        if is_behind(&tx, lease).await? {
            return Ok(Finished::Behind);
        }
        put_in_place(&tx, lease, now_ms).await?;
        if !change::write(&tx, &keys, to, Reindex::AlsoMigrated(&wanted.collections)).await? {
            return Ok(Finished::Overtaken);
        }
        super::delete(&tx, tenant, wanted.installation).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Finished::Done)
    }
}

/// Writers of documents hold their collections' rows until they commit.
async fn lock_collections(tx: &DatabaseTransaction, lease: &MigrationLease) -> Result<(), StoreError> {
    let text = "SELECT name FROM collection WHERE tenant_id = ? AND plugin = ? ORDER BY name";
    let owner = [lease.tenant.0.into(), lease.migration.wanted.plugin.as_str().into()];
    Sql::with(db::backend(tx), text, owner).for_update().take().all(tx).await.map(|_| ())
}

const JOIN: &str = "s.tenant_id = document.tenant_id AND s.plugin = document.plugin \
                    AND s.collection = document.collection AND s.document_key = document.document_key";

async fn is_behind(tx: &DatabaseTransaction, lease: &MigrationLease) -> Result<bool, StoreError> {
    let wanted = &lease.migration.wanted;
    let text = "SELECT 1 FROM document WHERE tenant_id = ? AND plugin = ? AND collection IN ";
    let owner = [lease.tenant.0.into(), wanted.plugin.as_str().into()];
    let mut sql = Sql::with(db::backend(tx), text, owner);
    sql.list(wanted.collections.iter().map(String::as_str));
    sql.push(&format!(
        " AND NOT EXISTS (SELECT 1 FROM document_staged s WHERE {JOIN} AND s.source_version = document.version) LIMIT 1"
    ));
    Ok(sql.one(tx).await?.is_some())
}

async fn put_in_place(
    tx: &DatabaseTransaction,
    lease: &MigrationLease,
    now_ms: i64,
) -> Result<(), StoreError> {
    let owner = || [lease.tenant.0.into(), lease.migration.wanted.plugin.as_str().into()];
    let text = "UPDATE document SET body = s.body, version = document.version + 1, updated_at_ms = ? \
                FROM document_staged s";
    let mut sql = Sql::with(db::backend(tx), text, [now_ms.into()]);
    sql.push(&format!(" WHERE {JOIN} AND s.outcome = 'replace'"));
    sql.push_with(" AND document.tenant_id = ? AND document.plugin = ?", owner());
    sql.execute(tx).await?;
    let mut sql =
        Sql::with(db::backend(tx), "DELETE FROM document WHERE tenant_id = ? AND plugin = ?", owner());
    sql.push(&format!(" AND EXISTS (SELECT 1 FROM document_staged s WHERE {JOIN} AND s.outcome = 'remove')"));
    sql.execute(tx).await.map(|_| ())
}
