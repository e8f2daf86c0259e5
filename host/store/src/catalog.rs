//! Products, variants, barcodes, prices and tax rates. Each write bumps the tenant's catalog version.

mod facts;
mod list;
mod prices;
mod products;
mod version;

use crate::words::words;
use bodega_domain::ids::{LegalEntityId, OrgUnitId, PriceListId, ProductId, VariantId};

pub use facts::{FactsQuery, SkuFacts};
pub use list::ProductFilter;
pub use products::UpsertProductsError;

/// Whether a product is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProductStatus {
    /// Sold.
    Active,
    /// Not sold any more; kept for old documents.
    Retired,
}

/// A product with its variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Name for people.
    pub name: String,
    /// Tags that plugins choose by.
    pub tags: Vec<String>,
    /// Code of its tax class.
    pub tax_class: String,
    /// What its quantity counts: `piece`, `kg` ...
    pub unit_of_measure: String,
    /// Weighed or measured: a line is one piece whatever its quantity.
    pub measured: bool,
    /// Free text path, e.g. `food/fresh`.
    pub category: String,
    /// Whether it is sold.
    pub status: ProductStatus,
    /// What is sold of it.
    pub variants: Vec<Variant>,
}

/// What is sold: a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// SKU, unique in the tenant.
    pub sku: String,
    /// What sets it apart, e.g. `red, M`; may be empty.
    pub name: String,
    /// Stock units in one unit of quantity.
    pub stock_units: u32,
    /// The price of a unit that no discount may pass, minor units.
    pub hard_floor_minor: i64,
    /// Barcodes that stand for it.
    pub barcodes: Vec<Barcode>,
}

/// A barcode of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// The digits or text, unique in the tenant.
    pub code: String,
    /// Stock units in the pack that bears it.
    pub stock_units: u32,
}

/// What a scanned barcode stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarcodeHit {
    /// The variant.
    pub variant: VariantId,
    /// Its SKU.
    pub sku: String,
    /// Stock units in the pack.
    pub stock_units: u32,
}

/// The kind of price list that sales take their prices from.
pub const RETAIL: &str = "retail";

/// A list of prices in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    /// Its id.
    pub id: PriceListId,
    /// Name for people.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// [`RETAIL`] or another word of the merchant's.
    pub kind: String,
}

/// The price of a variant for some time, in all stores or below one org unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The list.
    pub list: PriceListId,
    /// What it is the price of.
    pub variant: VariantId,
    /// A store or a unit above it; the nearest one wins. `None` = everywhere.
    pub org_unit: Option<OrgUnitId>,
    /// Of one unit of quantity.
    pub unit_price_minor: i64,
    /// What discounts should leave of it.
    pub floor_minor: i64,
    /// First moment; among prices of one place the latest start wins.
    pub valid_from_ms: i64,
    /// First moment after.
    pub valid_to_ms: Option<i64>,
}

/// A kind of goods in tax law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxClass {
    /// Short name that products refer to.
    pub code: String,
    /// Name for people.
    pub name: String,
}

/// The rate of a tax class for a legal entity from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxRate {
    /// The class.
    pub tax_class: String,
    /// Whose sales.
    pub legal_entity: LegalEntityId,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Parts per million.
    pub ppm: u32,
}

words!(ProductStatus { Active = "active", Retired = "retired" });
