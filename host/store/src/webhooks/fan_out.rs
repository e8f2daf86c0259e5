//! Makes deliveries of numbered events.

use crate::db::{self, OnConflict, Row, Sql};
use crate::store::Backend;
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::{TenantId, WebhookId};
use sea_orm::Value;
use uuid::Uuid;

/// Open deliveries of one webhook; its cursor waits while it has so many, so that a receiver that is down for days
/// costs a bounded number of rows.
pub const OPEN_MAX: u32 = 10_000;

/// Webhooks of all tenants that are on and have not heard of the last event.
const BEHIND: &str = "SELECT w.tenant_id, w.id FROM webhook w JOIN event_chain c ON c.tenant_id = w.tenant_id \
                      WHERE w.state = 'on' AND c.head_seq > w.cursor_seq LIMIT ?";

impl Store {
    /// Goes on by up to `limit` events for each webhook that is behind; gives how many deliveries were made, and
    /// whether some webhook may still be behind.
    pub async fn fan_out_webhooks(&self, limit: u32, now_ms: i64) -> Result<(u64, bool), StoreError> {
        let behind =
            Sql::with(self.backend(), BEHIND, [i64::from(PAGE_MAX).into()]).all(&self.db.read).await?;
        let (mut made, mut has_more) = (0, behind.len() >= PAGE_MAX as usize);
        for row in behind {
            let (tenant, id) = (TenantId(row.at(0)?), WebhookId(row.at(1)?));
            let (new, may_be_behind) = self.fan_out(tenant, id, limit.min(PAGE_MAX), now_ms).await?;
            made += new;
            has_more |= may_be_behind;
        }
        Ok((made, has_more))
    }

    async fn fan_out(
        &self,
        tenant: TenantId,
        id: WebhookId,
        limit: u32,
        now_ms: i64,
    ) -> Result<(u64, bool), StoreError> {
        let tx = self.db.begin().await?;
        let text = "SELECT cursor_seq, event_types_json FROM webhook WHERE tenant_id = ? AND id = ? AND state = 'on'";
        let mut sql = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]);
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE SKIP LOCKED");
        }
        let Some(row) = sql.one(&tx).await? else { return Ok((0, false)) };
        let (cursor, types): (i64, String) = (row.at(0)?, row.at(1)?);
        let types: Vec<String> = db::from_json(&types, "event types")?;
        let text = "SELECT COUNT(*) FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ? AND closed_at_ms IS NULL";
        let open = Sql::with(self.backend(), text, [tenant.0.into(), id.0.into()]).one(&tx).await?;
        let open: i64 = open.map_or(Ok(0), |row| row.at(0))?;
        let room = i64::from(OPEN_MAX) - open;
        if room <= 0 {
            return Ok((0, false));
        }
        let limit = i64::from(limit).min(room);
        let text =
            "SELECT seq, id, event_type FROM event WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?";
        let values = [tenant.0.into(), cursor.into(), limit.into()];
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut last = cursor;
        let events = Sql::with(self.backend(), text, values).all(&tx).await?;
        for event in &events {
            let (seq, event_id, kind): (i64, Uuid, String) = (event.at(0)?, event.at(1)?, event.at(2)?);
            last = seq;
            if types.is_empty() || types.contains(&kind) {
                rows.push(vec![
                    tenant.0.into(),
                    id.0.into(),
                    seq.into(),
                    event_id.into(),
                    kind.into(),
                    "pending".into(),
                    0i64.into(),
                    now_ms.into(),
                ]);
            }
        }
        let columns =
            ["tenant_id", "webhook_id", "seq", "event_id", "event_type", "state", "attempts", "due_at_ms"];
        // An event that was delivered already is there when the cursor was set back.
        db::insert_rows(&tx, "webhook_delivery", &columns, &rows, OnConflict::Keep).await?;
        let text = "UPDATE webhook SET cursor_seq = ? WHERE tenant_id = ? AND id = ?";
        Sql::with(self.backend(), text, [last.into(), tenant.0.into(), id.0.into()]).execute(&tx).await?;
        tx.commit().await?;
        Ok((rows.len() as u64, events.len() as i64 >= limit))
    }
}
