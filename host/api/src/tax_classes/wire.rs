//! Tax classes on the wire.

use bodega_app::catalog;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A tax class to make or change, with rates to set.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutTaxClass {
    /// Name for people.
    pub name: String,
    /// Rates to set; those that are not named stay.
    #[serde(default)]
    pub rates: Vec<TaxRate>,
}

/// The rate of a class for a legal entity from a day on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxRate {
    /// Whose sales.
    pub legal_entity: Uuid,
    /// First day, `YYYY-MM-DD`.
    #[schema(example = "2026-01-01")]
    pub valid_from: String,
    /// Parts per million: 130000 is 13 %.
    #[schema(maximum = 1_000_000, example = 130_000)]
    pub ppm: u32,
}

impl PutTaxClass {
    pub(crate) fn into_class(self, code: String) -> (catalog::TaxClass, Vec<catalog::TaxRate>) {
        let rate = |rate: TaxRate| catalog::TaxRate {
            tax_class: code.clone(),
            legal_entity: rate.legal_entity.into(),
            valid_from: rate.valid_from,
            ppm: rate.ppm,
        };
        let rates = self.rates.into_iter().map(rate).collect();
        (catalog::TaxClass { code, name: self.name }, rates)
    }
}

/// A kind of goods in tax law.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TaxClass {
    /// Short name that products refer to.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Its rates by legal entity and first day.
    pub rates: Vec<TaxRate>,
}

impl TaxClass {
    /// A class with those of `rates` that are its own.
    pub(crate) fn with_rates(class: catalog::TaxClass, rates: &[catalog::TaxRate]) -> Self {
        let own = rates.iter().filter(|rate| rate.tax_class == class.code);
        let rates = own.map(|rate| TaxRate {
            legal_entity: rate.legal_entity.0,
            valid_from: rate.valid_from.clone(),
            ppm: rate.ppm,
        });
        TaxClass { rates: rates.collect(), code: class.code, name: class.name }
    }
}
