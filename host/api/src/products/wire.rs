//! Products on the wire: the same shape in and out.

use crate::wire::wire_enum;
use bodega_app::catalog;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Whether a product is sold.
    ProductStatus = bodega_app::catalog::ProductStatus {
        /// Sold.
        Active,
        /// Not sold any more; kept for old documents.
        Retired,
    }
}

/// A product with its variants.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Product {
    /// Its id.
    pub id: Uuid,
    /// Name for people.
    pub name: String,
    /// Tags that plugins choose by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Code of its tax class.
    pub tax_class: String,
    /// What its quantity counts; `piece` where not given.
    #[serde(default = "piece")]
    #[schema(example = "kg")]
    pub unit_of_measure: String,
    /// Weighed or measured: a line is one piece whatever its quantity.
    #[serde(default)]
    pub measured: bool,
    /// A path such as `food/fresh`.
    #[serde(default)]
    pub category: String,
    /// Whether it is sold; `active` where not given.
    #[serde(default = "active")]
    pub status: ProductStatus,
    /// What is sold of it. Variants that a batch does not name stay as they are.
    #[serde(default)]
    pub variants: Vec<Variant>,
}

/// What is sold: a SKU.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    /// Its id.
    pub id: Uuid,
    /// SKU, unique in the tenant.
    pub sku: String,
    /// What sets it apart, e.g. `red, M`.
    #[serde(default)]
    pub name: String,
    /// Stock units in one unit of quantity; 1 where not given.
    #[serde(default = "one")]
    #[schema(minimum = 1)]
    pub stock_units: u32,
    /// The price of a unit that no discount may pass, minor units.
    #[serde(default)]
    pub hard_floor_minor: i64,
    /// Barcodes that stand for it.
    #[serde(default)]
    pub barcodes: Vec<Barcode>,
}

/// A barcode of a variant.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Barcode {
    /// The digits or text, unique in the tenant.
    #[schema(example = "6901234567892")]
    pub code: String,
    /// Stock units in the pack that bears it; 1 where not given.
    #[serde(default = "one")]
    #[schema(minimum = 1)]
    pub stock_units: u32,
}

fn piece() -> String {
    "piece".to_owned()
}

fn active() -> ProductStatus {
    ProductStatus::Active
}

fn one() -> u32 {
    1
}

/// Products to make or change, all or none.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductBatch {
    /// 1 to 2000.
    #[schema(min_items = 1, max_items = 2000)]
    pub products: Vec<Product>,
}

/// How many were written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProductsWritten {
    /// Products.
    pub products: usize,
    /// Variants.
    pub variants: usize,
}

impl From<Product> for catalog::Product {
    fn from(product: Product) -> Self {
        catalog::Product {
            id: product.id.into(),
            name: product.name,
            tags: product.tags,
            tax_class: product.tax_class,
            unit_of_measure: product.unit_of_measure,
            measured: product.measured,
            category: product.category,
            status: product.status.into(),
            variants: product.variants.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<catalog::Product> for Product {
    fn from(product: catalog::Product) -> Self {
        Product {
            id: product.id.0,
            name: product.name,
            tags: product.tags,
            tax_class: product.tax_class,
            unit_of_measure: product.unit_of_measure,
            measured: product.measured,
            category: product.category,
            status: product.status.into(),
            variants: product.variants.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Variant> for catalog::Variant {
    fn from(variant: Variant) -> Self {
        let barcode =
            |barcode: Barcode| catalog::Barcode { code: barcode.code, stock_units: barcode.stock_units };
        catalog::Variant {
            id: variant.id.into(),
            sku: variant.sku,
            name: variant.name,
            stock_units: variant.stock_units,
            hard_floor_minor: variant.hard_floor_minor,
            barcodes: variant.barcodes.into_iter().map(barcode).collect(),
        }
    }
}

impl From<catalog::Variant> for Variant {
    fn from(variant: catalog::Variant) -> Self {
        let barcode =
            |barcode: catalog::Barcode| Barcode { code: barcode.code, stock_units: barcode.stock_units };
        Variant {
            id: variant.id.0,
            sku: variant.sku,
            name: variant.name,
            stock_units: variant.stock_units,
            hard_floor_minor: variant.hard_floor_minor,
            barcodes: variant.barcodes.into_iter().map(barcode).collect(),
        }
    }
}
