//! Reads events in the tenant's order.

use super::Event;
use crate::PAGE_MAX;
use crate::entities::event;
use crate::{Store, StoreError};
use bodega_domain::ids::{EventId, TenantId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

impl Store {
    /// Numbered events after `after_seq`, in order, at most `limit` (500 at most).
    pub async fn list_events(
        &self,
        tenant: TenantId,
        after_seq: i64,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let rows = event::Entity::find()
            .filter(event::Column::TenantId.eq(tenant.0))
            .filter(event::Column::Seq.gt(after_seq))
            .order_by_asc(event::Column::Seq)
            .limit(u64::from(limit.min(PAGE_MAX)))
            .all(&self.db.read)
            .await?;
        rows.into_iter().map(Event::try_from).collect()
    }

    /// The last numbered events of some types, newest first, at most `limit`.
    pub async fn last_events(
        &self,
        tenant: TenantId,
        types: &[String],
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let rows = event::Entity::find()
            .filter(event::Column::TenantId.eq(tenant.0))
            .filter(event::Column::Seq.is_not_null())
            .filter(event::Column::EventType.is_in(types))
            .order_by_desc(event::Column::Seq)
            .limit(u64::from(limit))
            .all(&self.db.read)
            .await?;
        rows.into_iter().map(Event::try_from).collect()
    }

    /// The event of this id.
    pub async fn get_event(&self, tenant: TenantId, id: EventId) -> Result<Option<Event>, StoreError> {
        let found = event::Entity::find_by_id((tenant.0, id.0)).one(&self.db.read).await?;
        found.map(Event::try_from).transpose()
    }
}
