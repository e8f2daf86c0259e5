//! Dead deliveries: shown to a person, retried or skipped by one.

use super::DeadDelivery;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{InstallationId, TenantId};

/// How many deliveries of an installation are not done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Waiting or leased.
    pub open: i64,
    /// Dead.
    pub dead: i64,
}

impl Store {
    /// Dead deliveries of a tenant by number.
    pub async fn list_dead(
        &self,
        tenant: TenantId,
        page: &PageRequest,
    ) -> Result<Page<DeadDelivery>, StoreError> {
        let _ = (tenant, page);
        todo!()
    }

    /// Puts a dead delivery back in line. `false` = it is not dead.
    pub async fn retry_dead(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        seq: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let _ = (tenant, installation, seq, now_ms);
        todo!()
    }

    /// Lets go of a dead delivery; those behind it go on. `false` = it is not dead.
    pub async fn skip_dead(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        seq: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let _ = (tenant, installation, seq, now_ms);
        todo!()
    }

    /// Open and dead deliveries of an installation.
    pub async fn delivery_counts(
        &self,
        tenant: TenantId,
        installation: InstallationId,
    ) -> Result<DeliveryCounts, StoreError> {
        let _ = (tenant, installation);
        todo!()
    }
}
