//! Pushes: a lane leased with what is due on it, then done with its effects in one transaction, or tried again.

use super::items::{read_item, select_items};
use super::lanes::lane_of;
use super::{ChannelItem, LaneKey, PushLease, PushResult, PushResults};
use crate::db::{self, Row, Sql, backend, narrow};
use crate::deliveries::ERROR_MAX;
use crate::effects::{Effects, EffectsApplied, EffectsRefused, EffectsWork, Origin, WorkError};
use crate::orders::read_order;
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::OrderId;
use bodega_domain::order::{Order, OrderStatus};
use sea_orm::{DatabaseTransaction, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Orders that one push takes: each is a request of its own on most platforms.
const ORDERS_MAX: i64 = 20;
/// The longest pause of an item or order that is tried again, ms.
const PAUSE_MAX_MS: i64 = 60 * 60 * 1000;
/// The first, which doubles each time, ms.
const PAUSE_FIRST_MS: i64 = 2_000;

/// Why a push could not be completed. Nothing of its effects is in the database.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CompletePushError {
    /// The lease ran out and another took the lane: drop the effects.
    #[error("lease is lost")]
    LeaseLost,
    /// The effects are refused; [`EffectsRefused::is_conflict`] says whether to run again.
    #[error(transparent)]
    Refused(#[from] EffectsRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The push that effects complete.
#[derive(Clone, Debug)]
pub(crate) struct PushMark {
    pub lane: LaneKey,
    pub plugin: String,
    pub token: Uuid,
    /// By SKU: the version that went out, attempts before, and what became of it.
    pub items: Vec<(String, i64, u32, PushResult)>,
    /// The orders with the status that went out.
    pub orders: Vec<(OrderId, OrderStatus, PushResult)>,
}

/// A push whose effects are in.
#[derive(Clone, Debug)]
pub(crate) struct PushDone {
    pub mark: PushMark,
    pub at_ms: i64,
}

/// The pause after so many failures.
pub(crate) fn pause_ms(failures: u32) -> i64 {
    (PAUSE_FIRST_MS << failures.min(20)).min(PAUSE_MAX_MS)
}

const DUE: &str = "SELECT l.tenant_id, l.installation_id, l.store_id, l.shop_key, l.attempts, c.plugin, c.shops, \
                   c.items, c.batch_max, c.gap_ms FROM channel_lane l \
                   JOIN channel c ON c.tenant_id = l.tenant_id AND c.installation_id = l.installation_id \
                   JOIN installation i ON i.tenant_id = l.tenant_id AND i.id = l.installation_id AND i.is_enabled \
                   WHERE l.due_at_ms <= ? AND l.next_push_ms <= ? AND l.lease_until_ms <= ? \
                   ORDER BY l.due_at_ms LIMIT ?";

impl Store {
    /// Leases up to `limit` lanes of enabled installations on which something is due, over all tenants, until
    /// `now_ms + lease_ms`: one push at a time on each, no sooner after the last than its plan says.
    pub async fn lease_pushes(
        &self,
        now_ms: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<PushLease>, StoreError> {
        let values = || [now_ms.into(), now_ms.into(), now_ms.into(), i64::from(limit).into()];
        // Asked beside the writer first: when nothing is due, polling costs it nothing.
        if Sql::with(self.backend(), DUE, values()).one(&self.db.read).await?.is_none() {
            return Ok(Vec::new());
        }
        let tx = self.db.begin().await?;
        let mut sql = Sql::with(self.backend(), DUE, values());
        if self.backend() == Backend::Postgres {
            sql.push(" FOR UPDATE OF l SKIP LOCKED");
        }
        let mut leases = Vec::new();
        for row in sql.all(&tx).await? {
            let lane = lane_of(&row)?;
            let (plugin, batch_max, gap_ms): (String, i64, i64) = (row.at(5)?, row.at(8)?, row.at(9)?);
            let items = due_items(&tx, lane, batch_max, now_ms).await?;
            let orders = due_orders(&tx, lane, &plugin, now_ms).await?;
            if items.is_empty() && orders.is_empty() {
                rest(&tx, lane, &plugin).await?;
                continue;
            }
            let token = Uuid::now_v7();
            let text = "UPDATE channel_lane SET lease_token = ?, lease_until_ms = ?, next_push_ms = ? \
                        WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
            let [tenant, installation, store] = lane.values();
            let (until_ms, next_ms) = (now_ms.saturating_add(lease_ms), now_ms.saturating_add(gap_ms));
            let values = [token.into(), until_ms.into(), next_ms.into(), tenant, installation, store];
            Sql::with(self.backend(), text, values).execute(&tx).await?;
            leases.push(PushLease {
                lane,
                shop_key: row.at(3)?,
                failures: narrow(row.at(4)?, "attempts")?,
                plugin,
                shops_collection: row.at(6)?,
                items_collection: row.at(7)?,
                token,
                items,
                orders,
            });
        }
        tx.commit().await?;
        Ok(leases)
    }

    /// Applies the effects and notes what went out, in one transaction, if the lease is still ours. A value that changed
    /// meanwhile stays due; what the channel refused is shown to a person.
    pub async fn complete_push(
        &self,
        lease: &PushLease,
        results: PushResults,
        effects: Effects,
        now_ms: i64,
    ) -> Result<EffectsApplied, CompletePushError> {
        let known = |sku: &str| lease.items.iter().find(|item| item.sku == sku);
        let items = results.items.into_iter().filter_map(|(sku, result)| {
            let item = known(&sku)?;
            Some((sku, item.version, item.attempts, result))
        });
        let sent = |id| lease.orders.iter().find(|(order, _)| order.id == id).map(|(order, _)| order.status);
        let orders = results.orders.into_iter().filter_map(|(id, result)| Some((id, sent(id)?, result)));
        let mark = PushMark {
            lane: lease.lane,
            plugin: lease.plugin.clone(),
            token: lease.token,
            items: items.collect(),
            orders: orders.collect(),
        };
        let work = EffectsWork {
            tenant: lease.lane.tenant,
            installation: lease.lane.installation,
            plugin: lease.plugin.clone(),
            origin: Origin::Push(Box::new(mark)),
            invocation: lease.token,
            recorded_at_ms: now_ms,
            depth: 0,
            effects,
            documents: Vec::new(),
            sealed_messages: Vec::new(),
        };
        self.apply_work(work).await.map_err(|error| match error {
            WorkError::LeaseLost => CompletePushError::LeaseLost,
            WorkError::Refused(refused) => CompletePushError::Refused(refused),
            WorkError::Store(error) => CompletePushError::Store(error),
        })
    }

    /// Gives a lane back after a push that failed: nothing goes out on it before a pause that doubles with each failure.
    /// `false` = the lease was lost.
    pub async fn fail_push(&self, lease: &PushLease, message: &str, now_ms: i64) -> Result<bool, StoreError> {
        let message: String = message.chars().filter(|c| *c != '\0').take(ERROR_MAX).collect();
        let text = "UPDATE channel_lane SET lease_token = NULL, lease_until_ms = 0, attempts = attempts + 1, error = ?, \
                    next_push_ms = CASE WHEN next_push_ms > ? THEN next_push_ms ELSE ? END WHERE tenant_id = ? AND installation_id = ? AND store_id = ? AND lease_token = ?";
        let [tenant, installation, store] = lease.lane.values();
        let again_ms = now_ms.saturating_add(pause_ms(lease.failures));
        let values = [
            message.into(),
            again_ms.into(),
            again_ms.into(),
            tenant,
            installation,
            store,
            lease.token.into(),
        ];
        Ok(Sql::with(self.backend(), text, values).execute(&self.db.write).await? > 0)
    }
}

async fn due_items(
    tx: &DatabaseTransaction,
    lane: LaneKey,
    max: i64,
    now_ms: i64,
) -> Result<Vec<ChannelItem>, StoreError> {
    let test = " AND installation_id = ? AND store_id = ? AND due_at_ms <= ? ORDER BY due_at_ms, sku LIMIT ?";
    let values = [lane.installation.0.into(), lane.store.0.into(), now_ms.into(), max.into()];
    let rows = select_items(backend(tx), lane.tenant, test, values).all(tx).await?;
    rows.iter().map(read_item).collect()
}

async fn due_orders(
    tx: &DatabaseTransaction,
    lane: LaneKey,
    plugin: &str,
    now_ms: i64,
) -> Result<Vec<(Order, OrderStatus)>, StoreError> {
    let text = "SELECT body_json, push_from FROM sales_order WHERE tenant_id = ? AND plugin = ? AND store_id = ? \
                AND push_due_at_ms <= ? ORDER BY push_due_at_ms, id LIMIT ?";
    let values = [lane.tenant.0.into(), plugin.into(), lane.store.0.into(), now_ms.into(), ORDERS_MAX.into()];
    let mut orders = Vec::new();
    for row in Sql::with(backend(tx), text, values).all(tx).await? {
        let from: String = row.at::<Option<String>>(1)?.unwrap_or_default();
        let known = OrderStatus::parse(&from).ok_or_else(|| StoreError::damaged("order status", &from))?;
        orders.push((read_order(&row.at::<String>(0)?)?, known));
    }
    Ok(orders)
}

/// Frees a lane; it is due when the first of its items or orders is.
async fn rest(tx: &DatabaseTransaction, lane: LaneKey, plugin: &str) -> Result<(), StoreError> {
    let text = "UPDATE channel_lane SET lease_token = NULL, lease_until_ms = 0, due_at_ms = (SELECT MIN(d.due) FROM (\
                SELECT MIN(due_at_ms) AS due FROM channel_item \
                WHERE tenant_id = ? AND installation_id = ? AND store_id = ? UNION ALL \
                SELECT MIN(push_due_at_ms) FROM sales_order WHERE tenant_id = ? AND plugin = ? AND store_id = ?) d) \
                WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
    let (tenant, installation, store): (Value, Value, Value) =
        (lane.tenant.0.into(), lane.installation.0.into(), lane.store.0.into());
    let values = [
        tenant.clone(),
        installation.clone(),
        store.clone(),
        tenant.clone(),
        plugin.into(),
        store.clone(),
        tenant,
        installation,
        store,
    ];
    Sql::with(backend(tx), text, values).execute(tx).await.map(drop)
}

/// Locks the lanes of pushes and reads who holds them.
pub(crate) async fn read_leases(
    tx: &DatabaseTransaction,
    lanes: &BTreeSet<LaneKey>,
) -> Result<HashMap<LaneKey, Uuid>, StoreError> {
    let mut leases = HashMap::new();
    for lane in lanes {
        let text = "SELECT lease_token FROM channel_lane \
                    WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
        let row = Sql::with(backend(tx), text, lane.values()).for_update().take().one(tx).await?;
        if let Some(token) = row.map(|row| row.at::<Option<Uuid>>(0)).transpose()?.flatten() {
            leases.insert(*lane, token);
        }
    }
    Ok(leases)
}

/// Writes what became of items, and frees the lanes; orders are written by their book.
pub(crate) async fn flush_pushes(
    tx: &DatabaseTransaction,
    done: &BTreeMap<LaneKey, PushDone>,
) -> Result<(), StoreError> {
    for (lane, PushDone { mark, at_ms }) in done {
        let rows: Vec<Vec<Value>> = mark
            .items
            .iter()
            .map(|(sku, version, attempts, result)| {
                let [tenant, installation, store] = lane.values();
                let (state, due, attempts, error) = match result {
                    PushResult::Done => ("clean", None, 0, None),
                    PushResult::Retry { message } => (
                        "pending",
                        Some(at_ms.saturating_add(pause_ms(*attempts))),
                        attempts + 1,
                        Some(message),
                    ),
                    PushResult::Reject { message } => ("rejected", None, attempts + 1, Some(message)),
                };
                let due: Option<i64> = due;
                let error: Option<String> = error.map(|text| text.chars().take(ERROR_MAX).collect());
                vec![
                    tenant,
                    installation,
                    store,
                    sku.as_str().into(),
                    (*version).into(),
                    state.into(),
                    due.into(),
                    i64::from(attempts).into(),
                    error.into(),
                ]
            })
            .collect();
        // Only where the value that went out is still the latest.
        let columns = [
            "tenant_id",
            "installation_id",
            "store_id",
            "sku",
            "version",
            "state",
            "due_at_ms",
            "attempts",
            "error",
        ];
        db::update_many(tx, "channel_item", &columns, 5, &rows).await?;
        rest(tx, *lane, &mark.plugin).await?;
        let text = "UPDATE channel_lane SET attempts = 0, error = NULL \
                    WHERE tenant_id = ? AND installation_id = ? AND store_id = ?";
        Sql::with(backend(tx), text, lane.values()).execute(tx).await?;
    }
    Ok(())
}
