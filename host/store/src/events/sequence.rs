//! Numbers committed events, seals them into the chain and makes one delivery for each subscribed installation.

use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

/// What a run of the sequencer did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sequenced {
    /// Events numbered.
    pub events: u64,
    /// Deliveries made.
    pub deliveries: u64,
    /// Whether more may be waiting.
    pub has_more: bool,
}

impl Store {
    /// Numbers up to `batch` events of each tenant (or of one), each tenant in its own transaction that holds the
    /// tenant's chain row: one sequencer a tenant at a time, also over nodes. A tenant that another node is at is
    /// passed over.
    pub async fn sequence_events(
        &self,
        tenant: Option<TenantId>,
        batch: u32,
    ) -> Result<Sequenced, StoreError> {
        let _ = (tenant, batch);
        todo!()
    }
}
