//! The tenant's catalog version, for caches.

use crate::counters;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

impl Store {
    /// Counts up with each catalog write of the tenant, in the same transaction; 0 before the first. Writes of org
    /// units and legal entities count too, so that a cached [`crate::org::StoreContext`] can live under it.
    pub async fn catalog_version(&self, tenant: TenantId) -> Result<i64, StoreError> {
        counters::value(&self.db.read, tenant, counters::CATALOG).await
    }
}
