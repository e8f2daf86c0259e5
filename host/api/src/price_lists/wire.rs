//! Price lists on the wire.

use bodega_app::catalog;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A price list to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutPriceList {
    /// Name for people.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// `retail` is what sales take their prices from; other words are the merchant's.
    #[serde(default = "retail")]
    pub kind: String,
}

fn retail() -> String {
    "retail".to_owned()
}

impl PutPriceList {
    pub(crate) fn into_list(self, id: Uuid) -> catalog::PriceList {
        catalog::PriceList { id: id.into(), name: self.name, currency: self.currency, kind: self.kind }
    }
}

/// A list of prices in one currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PriceList {
    /// Its id.
    pub id: Uuid,
    /// Name for people.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// What it is for.
    pub kind: String,
}

impl From<catalog::PriceList> for PriceList {
    fn from(list: catalog::PriceList) -> Self {
        PriceList { id: list.id.0, name: list.name, currency: list.currency, kind: list.kind }
    }
}
