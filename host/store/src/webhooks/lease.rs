//! Hands out deliveries that are due, and takes back what became of them.

use super::{WebhookDeliveryState, WebhookLease, WebhookSecrets};
use crate::PAGE_MAX;
use crate::db::{Row, Sql, narrow};
use crate::entities::event;
use crate::events::Event;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::{TenantId, WebhookId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Deliveries of one webhook that are under way at once: a slow receiver holds up no other.
pub const IN_FLIGHT_MAX: u32 = 4;

/// Due deliveries of webhooks that are on, at most [`IN_FLIGHT_MAX`] each.
const DUE: &str = "\
WITH ranked AS (\
    SELECT d.tenant_id, d.webhook_id, d.seq, d.due_at_ms, \
    ROW_NUMBER() OVER (PARTITION BY d.tenant_id, d.webhook_id ORDER BY d.due_at_ms, d.seq) AS place, \
    (SELECT COUNT(*) FROM webhook_delivery f WHERE f.tenant_id = d.tenant_id AND f.webhook_id = d.webhook_id \
     AND f.closed_at_ms IS NULL AND f.state = 'leased' AND f.due_at_ms > ?) AS in_flight \
    FROM webhook_delivery d JOIN webhook w ON w.tenant_id = d.tenant_id AND w.id = d.webhook_id AND w.state = 'on' \
    WHERE d.closed_at_ms IS NULL AND d.due_at_ms <= ?\
), due AS (SELECT tenant_id, webhook_id, seq FROM ranked WHERE place + in_flight <= ? ORDER BY due_at_ms, seq LIMIT ?)";

/// Takes them. Who comes second finds them leased.
const TAKE: &str = " UPDATE webhook_delivery SET state = 'leased', attempts = attempts + 1, due_at_ms = ?, \
lease_token = ?, attempted_at_ms = ? FROM due WHERE webhook_delivery.tenant_id = due.tenant_id \
AND webhook_delivery.webhook_id = due.webhook_id AND webhook_delivery.seq = due.seq \
AND webhook_delivery.closed_at_ms IS NULL AND webhook_delivery.due_at_ms <= ? \
RETURNING webhook_delivery.tenant_id, webhook_delivery.webhook_id, webhook_delivery.event_id, \
webhook_delivery.attempts";

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryEnd {
    /// It was taken.
    Done,
    /// It is tried again at this time.
    Retry(i64),
    /// It is given up.
    Dead,
}

struct Taken {
    webhook: WebhookId,
    event: Uuid,
    attempts: u32,
}

impl Store {
    /// Leases up to `limit` due deliveries over all tenants until `now_ms + lease_ms`.
    pub async fn lease_webhook_deliveries(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<WebhookLease>, StoreError> {
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        let text = "SELECT 1 FROM webhook_delivery WHERE closed_at_ms IS NULL AND due_at_ms <= ? LIMIT 1";
        if Sql::with(self.backend(), text, [now_ms.into()]).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let (token, until_ms) = (Uuid::now_v7(), now_ms.saturating_add(lease_ms));
        let tx = self.db.begin().await?;
        if self.backend() == Backend::Postgres {
            // Nodes take turns: a count of what is under way must not be taken twice.
            Sql::with(self.backend(), "SELECT pg_advisory_xact_lock(?)", [LEASE_LOCK.into()])
                .one(&tx)
                .await?;
        }
        let most = i64::from(limit.min(PAGE_MAX));
        let values = [now_ms.into(), now_ms.into(), i64::from(IN_FLIGHT_MAX).into(), most.into()];
        let mut sql = Sql::with(self.backend(), DUE, values);
        sql.push_with(TAKE, [until_ms.into(), token.into(), now_ms.into(), now_ms.into()]);
        let mut taken: BTreeMap<TenantId, Vec<Taken>> = BTreeMap::new();
        for row in sql.all(&tx).await? {
            taken.entry(TenantId(row.at(0)?)).or_default().push(Taken {
                webhook: WebhookId(row.at(1)?),
                event: row.at(2)?,
                attempts: narrow(row.at(3)?, "attempts")?,
            });
        }
        let mut leases = Vec::new();
        for (tenant, taken) in taken {
            let events = event::Entity::find()
                .filter(event::Column::TenantId.eq(tenant.0))
                .filter(event::Column::Id.is_in(taken.iter().map(|taken| taken.event)))
                .all(&tx)
                .await?;
            let events: HashMap<Uuid, event::Model> =
                events.into_iter().map(|event| (event.id, event)).collect();
            let webhooks = endpoints(self, &tx, tenant, &taken, now_ms).await?;
            for taken in taken {
                let damaged = || StoreError::Damaged("a delivery without event or webhook".to_owned());
                let event = Event::try_from(events.get(&taken.event).cloned().ok_or_else(damaged)?)?;
                let (url, secrets, failing_since_ms) =
                    webhooks.get(&taken.webhook).cloned().ok_or_else(damaged)?;
                let (webhook, attempts) = (taken.webhook, taken.attempts);
                leases.push(WebhookLease {
                    tenant,
                    webhook,
                    url,
                    secrets,
                    failing_since_ms,
                    event,
                    attempts,
                    token,
                });
            }
        }
        tx.commit().await?;
        let mut opened = Vec::with_capacity(leases.len());
        for mut lease in leases {
            match self.open_secrets(lease.tenant, lease.webhook, lease.secrets.clone()).await {
                Ok(secrets) => lease.secrets = secrets,
                // It stays leased for a while; the others must not wait for it.
                Err(StoreError::Sealed { .. }) => continue,
                Err(error) => return Err(error),
            }
            opened.push(lease);
        }
        opened.sort_by_key(|lease| (lease.tenant, lease.webhook, lease.event.seq));
        Ok(opened)
    }

    /// Notes what became of a leased delivery, and whether its webhook fails. `false` = the lease was lost.
    pub async fn end_webhook_delivery(
        &self,
        lease: &WebhookLease,
        end: DeliveryEnd,
        status: Option<u16>,
        error: Option<&str>,
        took_ms: i64,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let (state, due_at_ms, closed_at_ms) = match end {
            DeliveryEnd::Done => (WebhookDeliveryState::Done, now_ms, Some(now_ms)),
            DeliveryEnd::Retry(at_ms) => (WebhookDeliveryState::Pending, at_ms, None),
            DeliveryEnd::Dead => (WebhookDeliveryState::Dead, now_ms, Some(now_ms)),
        };
        let tx = self.db.begin().await?;
        let text = "UPDATE webhook_delivery SET state = ?, due_at_ms = ?, closed_at_ms = ?, status = ?, error = ?, \
                    took_ms = ?, lease_token = NULL";
        let values: [Value; 6] = [
            state.as_str().into(),
            due_at_ms.into(),
            closed_at_ms.into(),
            status.map(i64::from).into(),
            error.map(str::to_owned).into(),
            took_ms.into(),
        ];
        let mut sql = Sql::with(self.backend(), text, values);
        let key = [lease.tenant.0.into(), lease.webhook.0.into(), lease.event.seq.into(), lease.token.into()];
        sql.push_with(" WHERE tenant_id = ? AND webhook_id = ? AND seq = ? AND lease_token = ?", key);
        if sql.execute(&tx).await? == 0 {
            return Ok(false);
        }
        let of = [lease.tenant.0.into(), lease.webhook.0.into()];
        let sql = if state == WebhookDeliveryState::Done {
            let text = "UPDATE webhook SET failing_since_ms = NULL \
                        WHERE tenant_id = ? AND id = ? AND failing_since_ms IS NOT NULL";
            Sql::with(self.backend(), text, of)
        } else {
            let [tenant, id] = of;
            let text = "UPDATE webhook SET failing_since_ms = ? \
                        WHERE tenant_id = ? AND id = ? AND failing_since_ms IS NULL";
            Sql::with(self.backend(), text, [now_ms.into(), tenant, id])
        };
        sql.execute(&tx).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Any number of its own.
const LEASE_LOCK: i64 = 0x7765_6268_6f6f;

type Endpoint = (String, WebhookSecrets, Option<i64>);

async fn endpoints(
    store: &Store,
    tx: &sea_orm::DatabaseTransaction,
    tenant: TenantId,
    taken: &[Taken],
    now_ms: i64,
) -> Result<HashMap<WebhookId, Endpoint>, StoreError> {
    let text = "SELECT id, url, secret, CASE WHEN previous_until_ms > ? THEN previous_secret END, failing_since_ms \
                FROM webhook WHERE tenant_id = ? AND id IN ";
    let mut sql = Sql::with(store.backend(), text, [now_ms.into(), tenant.0.into()]);
    sql.list(taken.iter().map(|taken| taken.webhook.0));
    let rows = sql.all(tx).await?;
    rows.iter()
        .map(|row| {
            let secrets = WebhookSecrets { current: row.at(2)?, previous: row.at(3)? };
            Ok((WebhookId(row.at(0)?), (row.at(1)?, secrets, row.at(4)?)))
        })
        .collect()
}
