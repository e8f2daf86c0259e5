//! Appends events: in the transaction of the fact they report, or alone.

use super::NewEvent;
use crate::db::{self, OnConflict};
use crate::entities::event;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

impl Store {
    /// Appends events that report no change of the store's own (a breaker opened, a plugin was skipped). An id that
    /// is there already is left as it is.
    pub async fn append_events(&self, tenant: TenantId, events: &[NewEvent]) -> Result<(), StoreError> {
        let rows: Vec<event::Model> = events.iter().map(|event| event.row(tenant, None)).collect();
        let tx = self.db.begin().await?;
        db::insert::<event::Entity>(&tx, &rows, OnConflict::Keep).await?;
        Ok(tx.commit().await?)
    }
}
