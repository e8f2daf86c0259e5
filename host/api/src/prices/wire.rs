//! Prices on the wire: the same shape in and out.

use bodega_app::catalog;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The price of a variant for some time, in all stores or below one org unit. It is the same price when list,
/// variant, org unit and start are.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Price {
    /// The list.
    pub list: Uuid,
    /// What it is the price of.
    pub variant: Uuid,
    /// A store or a unit above it; the nearest one wins. Everywhere where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_unit: Option<Uuid>,
    /// Of one unit of quantity.
    pub unit_price_minor: i64,
    /// What discounts should leave of it.
    #[serde(default)]
    pub floor_minor: i64,
    /// First moment, ms since 1970 UTC; among prices of one place the latest start wins.
    #[serde(default)]
    pub valid_from_ms: i64,
    /// First moment after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to_ms: Option<i64>,
}

/// Prices to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriceBatch {
    /// 1 to 5000.
    #[schema(min_items = 1, max_items = 5000)]
    pub prices: Vec<Price>,
}

/// How many were written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PricesWritten {
    /// Prices.
    pub prices: usize,
}

impl From<Price> for catalog::Price {
    fn from(price: Price) -> Self {
        catalog::Price {
            list: price.list.into(),
            variant: price.variant.into(),
            org_unit: price.org_unit.map(Into::into),
            unit_price_minor: price.unit_price_minor,
            floor_minor: price.floor_minor,
            valid_from_ms: price.valid_from_ms,
            valid_to_ms: price.valid_to_ms,
        }
    }
}

impl From<catalog::Price> for Price {
    fn from(price: catalog::Price) -> Self {
        Price {
            list: price.list.0,
            variant: price.variant.0,
            org_unit: price.org_unit.map(|unit| unit.0),
            unit_price_minor: price.unit_price_minor,
            floor_minor: price.floor_minor,
            valid_from_ms: price.valid_from_ms,
            valid_to_ms: price.valid_to_ms,
        }
    }
}
