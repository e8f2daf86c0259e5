//! Writes products in bulk and reads them by id, SKU or barcode.

use super::{BarcodeHit, Product};
use crate::{Store, StoreError};
use bodega_domain::ids::{ProductId, TenantId};

/// Why a batch of products is refused, whole.
#[derive(Clone, Debug, thiserror::Error)]
pub enum UpsertProductsError {
    /// A SKU of the batch belongs to another variant, or comes twice.
    #[error("SKU {sku:?} belongs to another variant")]
    SkuTaken {
        /// The SKU.
        sku: String,
    },
    /// A barcode of the batch belongs to another variant, or comes twice.
    #[error("barcode {code:?} belongs to another variant")]
    BarcodeTaken {
        /// The barcode.
        code: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes or changes products with their variants and barcodes, all or none. Variants that are not named stay;
    /// the barcodes of named variants become exactly those given. Takes thousands at once.
    pub async fn upsert_products(
        &self,
        tenant: TenantId,
        products: &[Product],
    ) -> Result<(), UpsertProductsError> {
        let _ = (tenant, products);
        todo!()
    }

    /// The product of this id.
    pub async fn get_product(&self, tenant: TenantId, id: ProductId) -> Result<Option<Product>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// The product that has a variant of this SKU.
    pub async fn find_product_by_sku(
        &self,
        tenant: TenantId,
        sku: &str,
    ) -> Result<Option<Product>, StoreError> {
        let _ = (tenant, sku);
        todo!()
    }

    /// What a barcode stands for.
    pub async fn find_barcode(&self, tenant: TenantId, code: &str) -> Result<Option<BarcodeHit>, StoreError> {
        let _ = (tenant, code);
        todo!()
    }
}
