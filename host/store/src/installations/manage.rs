//! Makes, changes and lists installations.

use super::Installation;
use crate::{Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};

impl Store {
    /// Makes or changes an installation; its snapshot stays. An installation that is switched on gets the events
    /// numbered from then on.
    pub async fn put_installation(
        &self,
        tenant: TenantId,
        installation: &Installation,
    ) -> Result<(), StoreError> {
        let _ = (tenant, installation);
        todo!()
    }

    /// The installation of this id.
    pub async fn get_installation(
        &self,
        tenant: TenantId,
        id: InstallationId,
    ) -> Result<Option<Installation>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }

    /// All installations of a tenant, by position, then id.
    pub async fn list_installations(&self, tenant: TenantId) -> Result<Vec<Installation>, StoreError> {
        let _ = tenant;
        todo!()
    }

    /// Counts up with each change of the tenant's installations, snapshots and collections, for caches.
    pub async fn installations_version(&self, tenant: TenantId) -> Result<i64, StoreError> {
        let _ = tenant;
        todo!()
    }
}
