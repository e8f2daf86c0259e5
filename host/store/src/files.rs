//! Files of plugins: what is known of them. Their bytes are kept elsewhere, by tenant, id and digest.

use crate::db::{self, OnConflict, Row, Sql};
use crate::ledger::ids::file_id;
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

/// A file that an invocation wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Without a path.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Of the bytes.
    pub digest: Digest,
    /// When it goes.
    pub expires_at_ms: i64,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id: follows from the invocation, so that a re-run makes no second one.
    pub id: Uuid,
    /// The plugin's name.
    pub plugin: String,
    /// What it is.
    pub file: NewFile,
    /// When it was written.
    pub created_at_ms: i64,
}

/// What is stored of a plugin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileUsage {
    /// Files.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
}

const COLUMNS: [&str; 10] = [
    "tenant_id",
    "id",
    "plugin",
    "installation_id",
    "name",
    "media_type",
    "size_bytes",
    "digest",
    "created_at_ms",
    "expires_at_ms",
];

impl NewFile {
    /// The row of a file just written.
    pub(crate) fn row(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        plugin: &str,
        (invocation, ordinal): (Uuid, usize),
        now_ms: i64,
    ) -> Vec<Value> {
        vec![
            tenant.0.into(),
            file_id(invocation, installation.0, ordinal).into(),
            plugin.into(),
            installation.0.into(),
            self.name.as_str().into(),
            self.media_type.as_str().into(),
            i64::try_from(self.size).unwrap_or(i64::MAX).into(),
            self.digest.as_str().into(),
            now_ms.into(),
            self.expires_at_ms.into(),
        ]
    }
}

/// Writes rows of [`NewFile::row`]; those that are there stay.
pub(crate) async fn write_files(tx: &DatabaseTransaction, rows: &[Vec<Value>]) -> Result<(), StoreError> {
    db::insert_rows(tx, "plugin_file", &COLUMNS, rows, OnConflict::Keep).await
}

impl Store {
    /// A file of a tenant that is not over its time.
    pub async fn get_file(
        &self,
        tenant: TenantId,
        id: Uuid,
        now_ms: i64,
    ) -> Result<Option<StoredFile>, StoreError> {
        let text = format!("SELECT {} FROM plugin_file", COLUMNS.join(", "));
        let mut sql = Sql::new(self.backend(), &text);
        let values = [tenant.0.into(), id.into(), now_ms.into()];
        sql.push_with(" WHERE tenant_id = ? AND id = ? AND expires_at_ms > ?", values);
        sql.one(&self.db.read).await?.as_ref().map(read).transpose()
    }

    /// Files of a plugin by id after an id, those that are not over their time.
    pub async fn scan_files(
        &self,
        tenant: TenantId,
        plugin: &str,
        after: Option<Uuid>,
        max: u32,
        now_ms: i64,
    ) -> Result<Vec<StoredFile>, StoreError> {
        let text = format!("SELECT {} FROM plugin_file", COLUMNS.join(", "));
        let mut sql = Sql::new(self.backend(), &text);
        let values = [tenant.0.into(), plugin.into(), now_ms.into()];
        sql.push_with(" WHERE tenant_id = ? AND plugin = ? AND expires_at_ms > ?", values);
        if let Some(after) = after {
            sql.push_with(" AND id > ?", [after.into()]);
        }
        sql.push_with(" ORDER BY id LIMIT ?", [i64::from(max.min(PAGE_MAX)).into()]);
        sql.all(&self.db.read).await?.iter().map(read).collect()
    }

    /// How much is stored of a plugin.
    pub async fn file_usage(&self, tenant: TenantId, plugin: &str) -> Result<FileUsage, StoreError> {
        let text = "SELECT COUNT(*), CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM plugin_file \
                    WHERE tenant_id = ? AND plugin = ?";
        let row =
            Sql::with(self.backend(), text, [tenant.0.into(), plugin.into()]).one(&self.db.read).await?;
        let Some(row) = row else { return Ok(FileUsage::default()) };
        Ok(FileUsage { count: row.at::<i64>(0)?.unsigned_abs(), bytes: row.at::<i64>(1)?.unsigned_abs() })
    }

    /// Files that are over their time, the oldest first: tenant, id and digest.
    pub async fn expired_files(
        &self,
        now_ms: i64,
        max: u32,
    ) -> Result<Vec<(TenantId, Uuid, Digest)>, StoreError> {
        let text = "SELECT tenant_id, id, digest FROM plugin_file WHERE expires_at_ms <= ? \
                    ORDER BY expires_at_ms LIMIT ?";
        let values = [now_ms.into(), i64::from(max.min(PAGE_MAX)).into()];
        let rows = Sql::with(self.backend(), text, values).all(&self.db.read).await?;
        rows.iter().map(|row| Ok((TenantId(row.at(0)?), row.at(1)?, db::digest(row.at(2)?)?))).collect()
    }

    /// Forgets files whose bytes are gone; gives how many.
    pub async fn forget_files(&self, files: &[(TenantId, Uuid)]) -> Result<u64, StoreError> {
        let mut gone = 0;
        let tx = self.db.begin().await?;
        for (tenant, id) in files {
            let text = "DELETE FROM plugin_file WHERE tenant_id = ? AND id = ?";
            gone += Sql::with(self.backend(), text, [tenant.0.into(), (*id).into()]).execute(&tx).await?;
        }
        tx.commit().await?;
        Ok(gone)
    }
}

/// The id that the file at a place of an invocation's effects gets.
pub fn file_id_of(invocation: Uuid, installation: InstallationId, ordinal: usize) -> Uuid {
    file_id(invocation, installation.0, ordinal)
}

fn read(row: &QueryResult) -> Result<StoredFile, StoreError> {
    Ok(StoredFile {
        id: row.at(1)?,
        plugin: row.at(2)?,
        file: NewFile {
            name: row.at(4)?,
            media_type: row.at(5)?,
            size: row.at::<i64>(6)?.unsigned_abs(),
            digest: db::digest(row.at(7)?)?,
            expires_at_ms: row.at(9)?,
        },
        created_at_ms: row.at(8)?,
    })
}
