//! A version that waits until the documents of the one in use fit its schemas.
//!
//! Migrated documents are staged beside the stored ones, batch by batch, each with the version it was made from; the version
//! in use goes on reading and writing its own. A document that changes meanwhile is staged again. Once all are staged,
//! one transaction puts them in place and switches. Until then nothing of it shows, and dropping it leaves no trace.

mod finish;
mod lease;
mod stage;

use super::{TimelineEntry, timeline};
use crate::counters;
use crate::db::{self, OnConflict, Row, Sql, from_json, narrow, to_json};
use crate::vault::Place;
use crate::words::words;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult};

pub use finish::Finished;
pub use lease::MigrationLease;
pub use stage::{Outcome, Staged, Staging};

/// Where a migration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MigrationState {
    /// Some node is at it, or will be.
    Running,
    /// It came to nothing; the version in use stays.
    Failed,
}

words!(MigrationState { Running = "running", Failed = "failed" });

/// A migration to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMigration {
    /// Of which installation.
    pub installation: InstallationId,
    /// Its plugin.
    pub plugin: String,
    /// The package in use, and its version.
    pub from: Digest,
    /// See `from`.
    pub from_version: String,
    /// The package that is to take over, and its version.
    pub to: Digest,
    /// See `to`.
    pub to_version: String,
    /// Collections whose documents are migrated.
    pub collections: Vec<String>,
    /// What the installation is to become; opaque JSON of the caller's.
    pub target_json: String,
    /// When it starts.
    pub started_at_ms: i64,
    /// By whom.
    pub started_by: String,
}

/// A migration under way, or one that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// What was asked for.
    pub wanted: NewMigration,
    /// Where it stands.
    pub state: MigrationState,
    /// Documents staged so far.
    pub staged: u64,
    /// Documents there were at the start.
    pub total: u64,
    /// Why it failed.
    pub error: Option<String>,
}

const COLUMNS: &str = "m.installation_id, m.plugin, m.from_package, m.from_version, m.to_package, m.to_version, \
                       m.collections_json, m.target_json, m.started_at_ms, m.started_by, m.state, m.total, m.error, \
                       (SELECT COUNT(*) FROM document_staged s WHERE s.tenant_id = m.tenant_id AND s.plugin = m.plugin)";

impl Store {
    /// Starts a migration in place of one that failed, and writes it down. `false` = one is running, or the package in use is
    /// another.
    pub async fn start_migration(
        &self,
        tenant: TenantId,
        new: &NewMigration,
        entry: &TimelineEntry,
    ) -> Result<bool, StoreError> {
        let id = new.installation;
        let target = self.vault.keys(tenant).await?.seal(place(&id.0.to_string()), &new.target_json)?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        let text = "SELECT package FROM installation WHERE tenant_id = ? AND id = ?";
        let row = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).one(&tx).await?;
        let in_use: Option<String> = row.map(|row| row.at(0)).transpose()?;
        if in_use.as_deref() != Some(new.from.as_str()) {
            return Ok(false);
        }
        let text = "SELECT 1 FROM document_migration WHERE tenant_id = ? AND installation_id = ? AND state = 'running'";
        if Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).one(&tx).await?.is_some() {
            return Ok(false);
        }
        delete(&tx, tenant, id).await?;
        let mut sql = Sql::with(
            self.backend(),
            "SELECT COUNT(*) FROM document WHERE tenant_id = ? AND plugin = ? AND collection IN ",
            [tenant.0.into(), new.plugin.as_str().into()],
        );
        sql.list(new.collections.iter().map(String::as_str));
        let total: i64 = sql.one(&tx).await?.map_or(Ok(0), |row| row.at(0))?;
        let row = vec![
            tenant.0.into(),
            id.0.into(),
            new.plugin.as_str().into(),
            new.from.as_str().into(),
            new.from_version.as_str().into(),
            new.to.as_str().into(),
            new.to_version.as_str().into(),
            to_json(&new.collections).into(),
            target.into(),
            new.started_at_ms.into(),
            new.started_by.as_str().into(),
            MigrationState::Running.as_str().into(),
            total.into(),
            0i64.into(),
        ];
        let columns = [
            "tenant_id",
            "installation_id",
            "plugin",
            "from_package",
            "from_version",
            "to_package",
            "to_version",
            "collections_json",
            "target_json",
            "started_at_ms",
            "started_by",
            "state",
            "total",
            "lease_until_ms",
        ];
        db::insert_rows(&tx, "document_migration", &columns, &[row], OnConflict::Fail).await?;
        timeline::write(&tx, tenant, id, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The migration of an installation.
    pub async fn get_migration(
        &self,
        tenant: TenantId,
        id: InstallationId,
    ) -> Result<Option<Migration>, StoreError> {
        let text = format!(
            "SELECT {COLUMNS} FROM document_migration m WHERE m.tenant_id = ? AND m.installation_id = ?"
        );
        let row = Sql::with(self.backend(), &text, [tenant.0.into(), id.0.into()]).one(&self.db.read).await?;
        let Some(row) = row else { return Ok(None) };
        self.open_migration(tenant, read(&row, 0)?).await.map(Some)
    }

    async fn open_migration(
        &self,
        tenant: TenantId,
        mut migration: Migration,
    ) -> Result<Migration, StoreError> {
        let (id, wanted) = (migration.wanted.installation.0.to_string(), &mut migration.wanted);
        let sealed = std::mem::take(&mut wanted.target_json);
        wanted.target_json = self.vault.open(tenant, place(&id), sealed).await?;
        Ok(migration)
    }

    /// Ends a migration, running or failed, and writes it down; the version in use stays. `false` = there was none.
    pub async fn drop_migration(
        &self,
        tenant: TenantId,
        id: InstallationId,
        entry: &TimelineEntry,
    ) -> Result<bool, StoreError> {
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        if !delete(&tx, tenant, id).await? {
            return Ok(false);
        }
        timeline::write(&tx, tenant, id, entry).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Ends a migration, if there is one, with what it staged.
pub(super) async fn delete(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    id: InstallationId,
) -> Result<bool, StoreError> {
    let key = || [tenant.0.into(), id.0.into()];
    let text = "DELETE FROM document_staged WHERE tenant_id = ? AND plugin = (\
                SELECT plugin FROM document_migration WHERE tenant_id = ? AND installation_id = ?)";
    let [tenant_id, installation] = key();
    Sql::with(db::backend(tx), text, [tenant.0.into(), tenant_id, installation]).execute(tx).await?;
    let text = "DELETE FROM document_migration WHERE tenant_id = ? AND installation_id = ?";
    Ok(Sql::with(db::backend(tx), text, key()).execute(tx).await? > 0)
}

/// The target holds secrets of the settings.
fn place(id: &str) -> Place<'_> {
    Place { table: "document_migration", column: "target_json", row: id }
}

/// Reads [`COLUMNS`] from column `first` on; the target is still sealed.
fn read(row: &QueryResult, first: usize) -> Result<Migration, StoreError> {
    Ok(Migration {
        wanted: NewMigration {
            installation: InstallationId(row.at(first)?),
            plugin: row.at(first + 1)?,
            from: db::digest(row.at(first + 2)?)?,
            from_version: row.at(first + 3)?,
            to: db::digest(row.at(first + 4)?)?,
            to_version: row.at(first + 5)?,
            collections: from_json(&row.at::<String>(first + 6)?, "collections")?,
            target_json: row.at(first + 7)?,
            started_at_ms: row.at(first + 8)?,
            started_by: row.at(first + 9)?,
        },
        state: MigrationState::read(&row.at::<String>(first + 10)?)?,
        total: narrow(row.at(first + 11)?, "documents")?,
        error: row.at(first + 12)?,
        staged: narrow(row.at(first + 13)?, "documents")?,
    })
}
