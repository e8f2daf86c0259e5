//! Org units on the wire.

use crate::wire::wire_enum;
use bodega_app::org;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// What an org unit is.
    OrgUnitKind = bodega_app::org::OrgUnitKind {
        /// Head office.
        Hq,
        /// A group of units.
        Region,
        /// Sells to customers.
        Store,
        /// Holds stock.
        Warehouse,
    }
}

wire_enum! {
    /// Who runs an org unit.
    Operation = bodega_app::org::Operation {
        /// The merchant itself.
        Direct,
        /// A franchisee.
        Franchise,
    }
}

/// An org unit to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutOrgUnit {
    /// What it is.
    pub kind: OrgUnitKind,
    /// Who runs it; `direct` where not given.
    #[serde(default = "direct")]
    pub operation: Operation,
    /// Short name, unique in the tenant.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// The unit above.
    pub parent: Option<Uuid>,
    /// Whom it belongs to in law.
    pub legal_entity: Uuid,
    /// IANA name.
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: String,
    /// Cash is rounded to multiples of this; 1 = not rounded.
    #[serde(default = "one")]
    pub cash_unit_minor: i64,
    /// The hour at which the business day ends, 0 to 23.
    #[serde(default)]
    #[schema(maximum = 23)]
    pub cutoff_hour: u8,
}

fn direct() -> Operation {
    Operation::Direct
}

fn one() -> i64 {
    1
}

impl PutOrgUnit {
    pub(crate) fn into_unit(self, id: Uuid) -> org::OrgUnit {
        org::OrgUnit {
            id: id.into(),
            kind: self.kind.into(),
            operation: self.operation.into(),
            code: self.code,
            name: self.name,
            parent: self.parent.map(Into::into),
            legal_entity: self.legal_entity.into(),
            time_zone: self.time_zone,
            cash_unit_minor: self.cash_unit_minor,
            cutoff_hour: self.cutoff_hour,
            path: String::new(),
        }
    }
}

/// Head office, region, store or warehouse.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrgUnit {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: OrgUnitKind,
    /// Who runs it.
    pub operation: Operation,
    /// Short name, unique in the tenant.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// The unit above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// Whom it belongs to in law.
    pub legal_entity: Uuid,
    /// IANA name.
    pub time_zone: String,
    /// Cash is rounded to multiples of this; 1 = not rounded.
    pub cash_unit_minor: i64,
    /// The hour at which the business day ends.
    pub cutoff_hour: u8,
}

impl From<org::OrgUnit> for OrgUnit {
    fn from(unit: org::OrgUnit) -> Self {
        OrgUnit {
            id: unit.id.0,
            kind: unit.kind.into(),
            operation: unit.operation.into(),
            code: unit.code,
            name: unit.name,
            parent: unit.parent.map(|parent| parent.0),
            legal_entity: unit.legal_entity.0,
            time_zone: unit.time_zone,
            cash_unit_minor: unit.cash_unit_minor,
            cutoff_hour: unit.cutoff_hour,
        }
    }
}
