//! Lists documents page by page, by key or by indexed fields.

use super::Document;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;

impl Store {
    /// Documents whose key starts with `prefix`, by key.
    pub async fn list_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        prefix: &str,
        page: &PageRequest,
    ) -> Result<Page<Document>, StoreError> {
        let _ = (tenant, plugin, collection, prefix, page);
        todo!()
    }
}
