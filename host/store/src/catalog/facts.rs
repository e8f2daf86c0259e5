//! Catalog facts of some SKUs for a store and a moment: what a quote needs, in two queries.

use crate::org::StoreContext;
use crate::{Store, StoreError};
use bodega_domain::ids::{ProductId, TenantId, VariantId};
use std::collections::HashMap;

/// Which facts are wanted.
#[derive(Clone, Copy, Debug)]
pub struct FactsQuery<'a> {
    /// The store, as [`Store::store_context`] gave it.
    pub store: &'a StoreContext,
    /// SKUs, duplicates allowed.
    pub skus: &'a [String],
    /// The moment for prices.
    pub now_ms: i64,
    /// The store's date for tax rates, `YYYY-MM-DD`.
    pub date: &'a str,
    /// Kind of price list, usually [`super::RETAIL`].
    pub price_kind: &'a str,
}

/// What is known of a SKU at a store and a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuFacts {
    /// The variant.
    pub variant: VariantId,
    /// Its product.
    pub product: ProductId,
    /// Product and variant name in one.
    pub name: String,
    /// Tags of the product.
    pub tags: Vec<String>,
    /// Whether it is weighed or measured.
    pub measured: bool,
    /// Whether it is sold.
    pub is_active: bool,
    /// Stock units in one unit of quantity.
    pub stock_units: u32,
    /// The price that no discount may pass.
    pub hard_floor_minor: i64,
    /// Its price here and now; `None` = it has none.
    pub unit_price_minor: Option<i64>,
    /// What discounts should leave; 0 where there is no price.
    pub floor_minor: i64,
    /// Code of its tax class.
    pub tax_class: String,
    /// The rate on the date; `None` = the class has none for this legal entity.
    pub tax_ppm: Option<u32>,
    /// The first moment at which the price may be another without a catalog write; `i64::MAX` = never.
    pub fresh_until_ms: i64,
}

impl Store {
    /// The facts of each known SKU; unknown ones are left out. Two queries, whatever the number of SKUs. The answer
    /// may be cached under (tenant, store, SKU, date, [`Store::catalog_version`]) until `fresh_until_ms`.
    pub async fn catalog_facts(
        &self,
        tenant: TenantId,
        query: FactsQuery<'_>,
    ) -> Result<HashMap<String, SkuFacts>, StoreError> {
        let _ = (tenant, query);
        todo!()
    }
}
