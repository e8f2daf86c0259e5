//! The package store: what was published, by digest. Shared by all tenants, immutable, kept for ever.

use crate::{Store, StoreError};
use bodega_domain::digest::Digest;

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
        let _ = (package, package_bytes, component_bytes);
        todo!()
    }

    /// The package of this digest.
    pub async fn get_package(&self, digest: &Digest) -> Result<Option<PackageRecord>, StoreError> {
        let _ = digest;
        todo!()
    }

    /// The bytes of a package.
    pub async fn package_bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let _ = digest;
        todo!()
    }

    /// The bytes of a component.
    pub async fn component_bytes(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let _ = digest;
        todo!()
    }

    /// All packages, or those of one plugin, newest first; at most 500.
    pub async fn list_packages(&self, name: Option<&str>) -> Result<Vec<PackageRecord>, StoreError> {
        let _ = name;
        todo!()
    }
}
