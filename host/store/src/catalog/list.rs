//! Lists products page by page.

use super::{Product, ProductStatus};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;

/// Which products are wanted; `None` = any.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// The category or those below it.
    pub category: Option<String>,
    /// The status.
    pub status: Option<ProductStatus>,
    /// The start of the name.
    pub name_prefix: Option<String>,
}

impl Store {
    /// Products by name with all their variants.
    pub async fn list_products(
        &self,
        tenant: TenantId,
        filter: &ProductFilter,
        page: &PageRequest,
    ) -> Result<Page<Product>, StoreError> {
        let _ = (tenant, filter, page);
        todo!()
    }
}
