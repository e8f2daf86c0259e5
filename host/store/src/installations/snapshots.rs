//! Stores snapshots and says which one is in use.

use super::Snapshot;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};

impl Store {
    /// Stores a snapshot and makes it the one in use.
    pub async fn put_snapshot(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        snapshot: &Snapshot,
    ) -> Result<(), StoreError> {
        let _ = (tenant, installation, snapshot);
        todo!()
    }

    /// The snapshot in use.
    pub async fn current_snapshot(
        &self,
        tenant: TenantId,
        installation: InstallationId,
    ) -> Result<Option<Snapshot>, StoreError> {
        let _ = (tenant, installation);
        todo!()
    }

    /// Any snapshot the installation ever used.
    pub async fn get_snapshot(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        digest: &Digest,
    ) -> Result<Option<Snapshot>, StoreError> {
        let _ = (tenant, installation, digest);
        todo!()
    }
}
