//! Reads events in the tenant's order.

use super::Event;
use crate::{Store, StoreError};
use bodega_domain::ids::{EventId, TenantId};

impl Store {
    /// Numbered events after `after_seq`, in order, at most `limit` (500 at most).
    pub async fn list_events(
        &self,
        tenant: TenantId,
        after_seq: i64,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let _ = (tenant, after_seq, limit);
        todo!()
    }

    /// The event of this id.
    pub async fn get_event(&self, tenant: TenantId, id: EventId) -> Result<Option<Event>, StoreError> {
        let _ = (tenant, id);
        todo!()
    }
}
