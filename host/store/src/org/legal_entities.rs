//! Writes and reads legal entities.

use super::LegalEntity;
use crate::{Store, StoreError};
use bodega_domain::ids::{LegalEntityId, TenantId};

impl Store {
    /// Makes or changes a legal entity.
    pub async fn put_legal_entity(&self, tenant: TenantId, entity: &LegalEntity) -> Result<(), StoreError> {
        let _ = (tenant, entity);
        todo!()
    }

    /// The legal entity of this id.
    pub async fn get_legal_entity(
        &self,
        tenant: TenantId,
        id: LegalEntityId,
    ) -> Result<Option<LegalEntity>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// All legal entities of a tenant, by name.
    pub async fn list_legal_entities(&self, tenant: TenantId) -> Result<Vec<LegalEntity>, StoreError> {
        let _ = tenant;
        todo!()
    }
}
