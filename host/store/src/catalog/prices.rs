//! Writes price lists, prices, tax classes and rates in bulk; lists them.

use super::{Price, PriceList, TaxClass, TaxRate};
use crate::{Store, StoreError};
use bodega_domain::ids::{TenantId, VariantId};

impl Store {
    /// Makes or changes price lists.
    pub async fn upsert_price_lists(&self, tenant: TenantId, lists: &[PriceList]) -> Result<(), StoreError> {
        let _ = (tenant, lists);
        todo!()
    }

    /// The price lists of a tenant, by name.
    pub async fn list_price_lists(&self, tenant: TenantId) -> Result<Vec<PriceList>, StoreError> {
        let _ = tenant;
        todo!()
    }

    /// Makes or changes prices; a price is the same one when list, variant, org unit and start are. Takes thousands.
    pub async fn upsert_prices(&self, tenant: TenantId, prices: &[Price]) -> Result<(), StoreError> {
        let _ = (tenant, prices);
        todo!()
    }

    /// All prices of a variant.
    pub async fn list_prices(&self, tenant: TenantId, variant: VariantId) -> Result<Vec<Price>, StoreError> {
        let _ = (tenant, variant);
        todo!()
    }

    /// Makes or changes tax classes.
    pub async fn upsert_tax_classes(&self, tenant: TenantId, classes: &[TaxClass]) -> Result<(), StoreError> {
        let _ = (tenant, classes);
        todo!()
    }

    /// The tax classes of a tenant.
    pub async fn list_tax_classes(&self, tenant: TenantId) -> Result<Vec<TaxClass>, StoreError> {
        let _ = tenant;
        todo!()
    }

    /// Makes or changes tax rates; a rate is the same one when class, legal entity and first day are.
    pub async fn upsert_tax_rates(&self, tenant: TenantId, rates: &[TaxRate]) -> Result<(), StoreError> {
        let _ = (tenant, rates);
        todo!()
    }

    /// The tax rates of a tenant.
    pub async fn list_tax_rates(&self, tenant: TenantId) -> Result<Vec<TaxRate>, StoreError> {
        let _ = tenant;
        todo!()
    }
}
