//! The merchant's organisation: legal entities, the tree of org units, terminals.

mod legal_entities;
mod org_units;
mod terminals;

use crate::words::words;
use bodega_domain::ids::{LegalEntityId, OrgUnitId, TerminalId};
use bodega_domain::pricing::TaxMode;

pub use org_units::PutOrgUnitError;
pub use terminals::PutTerminalError;

/// Who sells in law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalEntity {
    /// Its id.
    pub id: LegalEntityId,
    /// Name in law.
    pub name: String,
    /// Tax number.
    pub tax_id: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// Whether its prices hold tax.
    pub tax_mode: TaxMode,
}

/// What an org unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrgUnitKind {
    /// Head office.
    Hq,
    /// A group of units.
    Region,
    /// Sells to customers.
    Store,
    /// Holds stock.
    Warehouse,
}

/// Who runs an org unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The merchant itself.
    Direct,
    /// A franchisee.
    Franchise,
}

/// Head office, region, store or warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgUnit {
    /// Its id.
    pub id: OrgUnitId,
    /// What it is.
    pub kind: OrgUnitKind,
    /// Who runs it.
    pub operation: Operation,
    /// Short name, unique in the tenant.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// The unit above.
    pub parent: Option<OrgUnitId>,
    /// Whom it belongs to in law.
    pub legal_entity: LegalEntityId,
    /// IANA name.
    pub time_zone: String,
    /// Cash is rounded to multiples of this; 1 = not rounded.
    pub cash_unit_minor: i64,
    /// The hour at which the business day ends, 0 to 23.
    pub cutoff_hour: u8,
    /// Materialised path of ids from the root, `/<id>/<id>/`. Set by the store; ignored in `put_org_unit`.
    pub path: String,
}

impl OrgUnit {
    /// The unit itself and the units above it, nearest first.
    pub fn lineage(&self) -> Vec<OrgUnitId> {
        self.path.split('/').rev().filter_map(|id| id.parse().ok()).collect()
    }
}

/// A store with what its sales need to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreContext {
    /// The store.
    pub org_unit: OrgUnit,
    /// Whom it belongs to.
    pub legal_entity: LegalEntity,
}

/// A till or other device that sells. Its number counter is kept by the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Its id.
    pub id: TerminalId,
    /// Where it stands.
    pub store: OrgUnitId,
    /// Short name, unique in the store.
    pub code: String,
    /// Name for people.
    pub name: String,
}

words!(OrgUnitKind { Hq = "hq", Region = "region", Store = "store", Warehouse = "warehouse" });
words!(Operation { Direct = "direct", Franchise = "franchise" });
