//! Packages on the wire.

use crate::problem::Problem;
use crate::wire::stored_json;
use bodega_app::data::PackageRecord;
use bodega_app::plugins::PublishedPackage;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A package that is stored here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Package {
    /// Its digest: what an installation pins.
    pub digest: String,
    /// Its component's digest.
    pub component: String,
    /// Plugin name.
    pub name: String,
    /// Version.
    pub version: String,
    /// What the author declares.
    pub manifest: Value,
    /// What the binary may do, from its imports; in answers to publishing only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// When it was stored, ms since 1970 UTC.
    pub created_at_ms: i64,
}

impl TryFrom<PublishedPackage> for Package {
    type Error = Problem;

    fn try_from(package: PublishedPackage) -> Result<Self, Problem> {
        let manifest = serde_json::to_value(&package.manifest);
        Ok(Package {
            digest: package.digest.to_string(),
            component: package.component.to_string(),
            name: package.manifest.name.clone(),
            version: package.manifest.version.clone(),
            manifest: manifest.map_err(|error| Problem::fault(&error.to_string()))?,
            permissions: Some(package.permissions),
            created_at_ms: package.created_at_ms,
        })
    }
}

impl TryFrom<PackageRecord> for Package {
    type Error = Problem;

    fn try_from(row: PackageRecord) -> Result<Self, Problem> {
        Ok(Package {
            digest: row.digest.to_string(),
            component: row.component.to_string(),
            name: row.name,
            version: row.version,
            manifest: stored_json(&row.manifest_json)?,
            permissions: None,
            created_at_ms: row.created_at_ms,
        })
    }
}
