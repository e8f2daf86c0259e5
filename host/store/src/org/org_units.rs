//! Writes and reads org units; keeps their materialised paths.

use super::{OrgUnit, StoreContext};
use crate::{Store, StoreError};
use bodega_domain::ids::{OrgUnitId, TenantId};

/// Why an org unit is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PutOrgUnitError {
    /// Another unit has this code.
    #[error("org unit code {code:?} is taken")]
    CodeTaken {
        /// The code.
        code: String,
    },
    /// The parent or the legal entity is not there.
    #[error("parent or legal entity is unknown")]
    UnknownReference,
    /// The parent is the unit itself or below it.
    #[error("an org unit cannot be below itself")]
    Cycle,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes or changes an org unit and gives it back with its path. Moving one moves all below it.
    pub async fn put_org_unit(&self, tenant: TenantId, unit: &OrgUnit) -> Result<OrgUnit, PutOrgUnitError> {
        let _ = (tenant, unit);
        todo!()
    }

    /// The org unit of this id.
    pub async fn get_org_unit(&self, tenant: TenantId, id: OrgUnitId) -> Result<Option<OrgUnit>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// The org unit of this code.
    pub async fn find_org_unit(&self, tenant: TenantId, code: &str) -> Result<Option<OrgUnit>, StoreError> {
        let _ = (tenant, code);
        todo!()
    }

    /// The units of a tenant by path, or those at and below `under`.
    pub async fn list_org_units(
        &self,
        tenant: TenantId,
        under: Option<OrgUnitId>,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        let _ = (tenant, under);
        todo!()
    }

    /// A store with its legal entity, in one query.
    pub async fn store_context(
        &self,
        tenant: TenantId,
        store: OrgUnitId,
    ) -> Result<Option<StoreContext>, StoreError> {
        let _ = (tenant, store);
        todo!()
    }
}
