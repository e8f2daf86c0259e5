//! The package store: what was published, by digest. Shared by all tenants, immutable, kept for ever.

use crate::PAGE_MAX;
use crate::db::{self, OnConflict, Row, Sql};
use crate::entities::{component, package};
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use sea_orm::QueryResult;

/// A package without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRecord {
    /// Digest of the package.
    pub digest: Digest,
    /// Plugin name.
    pub name: String,
    /// Version.
    pub version: String,
    /// The manifest as JSON.
    pub manifest_json: String,
    /// Digest of its component.
    pub component: Digest,
    /// When it was stored here.
    pub created_at_ms: i64,
}

impl Store {
    /// Stores a package and its component; what is there already stays as it is. The caller checked the digests.
    pub async fn put_package(
        &self,
        package: &PackageRecord,
        package_bytes: &[u8],
        component_bytes: &[u8],
    ) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        let blob = component::Model {
            digest: package.component.as_str().to_owned(),
            bytes: component_bytes.to_vec(),
        };
        db::insert::<component::Entity>(&tx, &[blob], OnConflict::Keep).await?;
        let row = package::Model {
            digest: package.digest.as_str().to_owned(),
            name: package.name.clone(),
            version: package.version.clone(),
            manifest_json: package.manifest_json.clone(),
            component: package.component.as_str().to_owned(),
            created_at_ms: package.created_at_ms,
            bytes: package_bytes.to_vec(),
        };
        db::insert::<package::Entity>(&tx, &[row], OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }

    /// The package of this digest.
    pub async fn get_package(&self, digest: &Digest) -> Result<Option<PackageRecord>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM package WHERE digest = ?");
        let row = Sql::with(self.backend(), &text, [digest.as_str().into()]).one(&self.db.read).await?;
        row.as_ref().map(record).transpose()
    }

    /// The bytes of a package.
    pub async fn package_bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.blob("SELECT bytes FROM package WHERE digest = ?", digest).await
    }

    /// The bytes of a component.
    pub async fn component_bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.blob("SELECT bytes FROM component WHERE digest = ?", digest).await
    }

    /// All packages, or those of one plugin, newest first; at most 500.
    pub async fn list_packages(&self, name: Option<&str>) -> Result<Vec<PackageRecord>, StoreError> {
        let mut sql = Sql::new(self.backend(), &format!("SELECT {COLUMNS} FROM package"));
        if let Some(name) = name {
            sql.push_with(" WHERE name = ?", [name.into()]);
        }
        sql.push_with(" ORDER BY created_at_ms DESC, digest LIMIT ?", [i64::from(PAGE_MAX).into()]);
        sql.all(&self.db.read).await?.iter().map(record).collect()
    }

    async fn blob(&self, text: &str, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let row = Sql::with(self.backend(), text, [digest.as_str().into()]).one(&self.db.read).await?;
        row.map(|row| row.at(0)).transpose()
    }
}

/// Everything but the bytes.
const COLUMNS: &str = "digest, name, version, manifest_json, component, created_at_ms";

fn record(row: &QueryResult) -> Result<PackageRecord, StoreError> {
    Ok(PackageRecord {
        digest: db::digest(row.at(0)?)?,
        name: row.at(1)?,
        version: row.at(2)?,
        manifest_json: row.at(3)?,
        component: db::digest(row.at(4)?)?,
        created_at_ms: row.at(5)?,
    })
}
