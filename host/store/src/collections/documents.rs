//! Reads documents by key.

use super::Document;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

impl Store {
    /// The document of this key.
    pub async fn get_document(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        key: &str,
    ) -> Result<Option<Document>, StoreError> {
        let _ = (tenant, plugin, collection, key);
        todo!()
    }

    /// Documents of these keys, at most 500, by key; missing ones are left out.
    pub async fn get_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        keys: &[String],
    ) -> Result<Vec<Document>, StoreError> {
        let _ = (tenant, plugin, collection, keys);
        todo!()
    }
}
