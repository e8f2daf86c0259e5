//! The log of deliveries: read, sent again, forgotten.

use super::{WebhookDelivery, WebhookDeliveryState};
use crate::db::{Row, Sql, narrow};
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{EventId, TenantId, WebhookId};
use sea_orm::QueryResult;

impl Store {
    /// Deliveries of a webhook, the latest event first; `state` = only those.
    pub async fn list_webhook_deliveries(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        state: Option<WebhookDeliveryState>,
        page: &PageRequest,
    ) -> Result<Page<WebhookDelivery>, StoreError> {
        let text = "SELECT seq, event_id, event_type, state, attempts, due_at_ms, status, error, took_ms, \
                    attempted_at_ms FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ?";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into(), webhook.0.into()]);
        if let Some(state) = state {
            sql.push_with(" AND state = ?", [state.as_str().into()]);
        }
        if let Some(seq) = page.key::<i64>()? {
            sql.push_with(" AND seq < ?", [seq.into()]);
        }
        let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
        sql.push_with(" ORDER BY seq DESC LIMIT ?", [limit.into()]);
        let rows = sql.all(&self.db.read).await?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(page.page(rows, |delivery| delivery.seq))
    }

    /// Sends deliveries that were done or given up again: one, or with `only = false` all from this number on. Gives
    /// how many.
    pub async fn replay_webhook(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        seq: i64,
        only: bool,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        let text = "UPDATE webhook_delivery SET state = 'pending', attempts = 0, due_at_ms = ?, closed_at_ms = NULL \
                    WHERE tenant_id = ? AND webhook_id = ? AND closed_at_ms IS NOT NULL AND seq ";
        let values = [now_ms.into(), tenant.0.into(), webhook.0.into()];
        let mut sql = Sql::with(self.backend(), text, values);
        sql.push_with(if only { "= ?" } else { ">= ?" }, [seq.into()]);
        sql.execute(&self.db.write).await
    }

    /// Deletes deliveries that ended before `before_ms`; gives how many.
    pub async fn purge_webhook_deliveries(&self, before_ms: i64) -> Result<u64, StoreError> {
        let text = "DELETE FROM webhook_delivery WHERE closed_at_ms < ?";
        Sql::with(self.backend(), text, [before_ms.into()]).execute(&self.db.write).await
    }
}

fn read(row: &QueryResult) -> Result<WebhookDelivery, StoreError> {
    let status: Option<i64> = row.at(6)?;
    Ok(WebhookDelivery {
        seq: row.at(0)?,
        event: EventId(row.at(1)?),
        event_type: row.at(2)?,
        state: WebhookDeliveryState::read(&row.at::<String>(3)?)?,
        attempts: narrow(row.at(4)?, "attempts")?,
        due_at_ms: row.at(5)?,
        status: status.map(|status| narrow(status, "status")).transpose()?,
        error: row.at(7)?,
        took_ms: row.at(8)?,
        attempted_at_ms: row.at(9)?,
    })
}
