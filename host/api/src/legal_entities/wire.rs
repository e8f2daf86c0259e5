//! Legal entities on the wire.

use crate::wire::wire_enum;
use bodega_app::org;
use bodega_domain::ids::LegalEntityId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Whether prices hold tax.
    TaxMode = bodega_domain::pricing::TaxMode {
        /// Prices hold tax (China, EU consumers).
        Inclusive,
        /// Tax is added to prices (US).
        Exclusive,
    }
}

/// A legal entity to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutLegalEntity {
    /// Name in law.
    pub name: String,
    /// Tax number.
    pub tax_id: Option<String>,
    /// ISO 4217 code; all its sales are in it.
    #[schema(example = "CNY")]
    pub currency: String,
    /// Whether its prices hold tax.
    pub tax_mode: TaxMode,
}

impl PutLegalEntity {
    pub(crate) fn into_entity(self, id: Uuid) -> org::LegalEntity {
        org::LegalEntity {
            id: LegalEntityId(id),
            name: self.name,
            tax_id: self.tax_id,
            currency: self.currency,
            tax_mode: self.tax_mode.into(),
        }
    }
}

/// Who sells in law.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LegalEntity {
    /// Its id.
    pub id: Uuid,
    /// Name in law.
    pub name: String,
    /// Tax number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// Whether its prices hold tax.
    pub tax_mode: TaxMode,
}

impl From<org::LegalEntity> for LegalEntity {
    fn from(entity: org::LegalEntity) -> Self {
        LegalEntity {
            id: entity.id.0,
            name: entity.name,
            tax_id: entity.tax_id,
            currency: entity.currency,
            tax_mode: entity.tax_mode.into(),
        }
    }
}
