//! Numbers committed events, seals them into the chain and makes one delivery for each subscribed installation.

use super::row::{CHAIN_START, read_hash, seal};
use crate::db::{self, OnConflict, Row, Sql, from_json};
use crate::entities::{delivery, event};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

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
        let mut done = Sequenced::default();
        for tenant in self.tenants_to_sequence(tenant).await? {
            let numbered = self.sequence_tenant(tenant, batch.clamp(1, BATCH_MAX)).await?;
            done.events += numbered.events;
            done.deliveries += numbered.deliveries;
            done.has_more |= numbered.has_more;
        }
        Ok(done)
    }

    /// Tenants with unnumbered events; read beside the writer, which is left alone when there is nothing to do.
    async fn tenants_to_sequence(&self, tenant: Option<TenantId>) -> Result<Vec<TenantId>, StoreError> {
        let mut sql = Sql::new(self.backend(), "SELECT DISTINCT tenant_id FROM event WHERE seq IS NULL");
        if let Some(tenant) = tenant {
            sql.push_with(" AND tenant_id = ?", [tenant.0.into()]);
        }
        sql.all(&self.db.read).await?.iter().map(|row| Ok(TenantId(row.at(0)?))).collect()
    }

    async fn sequence_tenant(&self, tenant: TenantId, batch: u32) -> Result<Sequenced, StoreError> {
        let tx = self.db.begin().await?;
        let Some(mut head) = lock_chain(&tx, tenant).await? else {
            return Ok(Sequenced { has_more: true, ..Sequenced::default() });
        };
        let rows = event::Entity::find()
            .filter(event::Column::TenantId.eq(tenant.0))
            .filter(event::Column::Seq.is_null())
            .order_by(Expr::col(Alias::new("arrival")), Order::Asc)
            .limit(u64::from(batch))
            .all(&tx)
            .await?;
        let subscriptions = subscriptions(&tx, tenant).await?;
        let lineages = lineages(&tx, tenant, &subscriptions, &rows).await?;
        let (mut sealed, mut deliveries) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in &rows {
            head.seq += 1;
            head.hash = seal(&head.hash, row, head.seq);
            sealed.push(vec![tenant.0.into(), row.id.into(), head.seq.into(), head.hash.to_vec().into()]);
            let subscribed = subscriptions.iter().filter(|subscription| subscription.wants(row, &lineages));
            deliveries.extend(subscribed.map(|by| new_delivery(row, by.installation, head.seq)));
        }
        db::update_many(&tx, "event", &["tenant_id", "id", "seq", "hash"], 2, &sealed).await?;
        db::insert::<delivery::Entity>(&tx, &deliveries, OnConflict::Fail).await?;
        let text = "UPDATE event_chain SET head_seq = ?, head_hash = ? WHERE tenant_id = ?";
        let values = [head.seq.into(), head.hash.to_vec().into(), tenant.0.into()];
        Sql::with(self.backend(), text, values).execute(&tx).await?;
        tx.commit().await?;
        Ok(Sequenced {
            events: rows.len() as u64,
            deliveries: deliveries.len() as u64,
            has_more: rows.len() == batch as usize,
        })
    }
}

/// The most events numbered in one transaction: it holds SQLite's only writer meanwhile.
const BATCH_MAX: u32 = 1_000;

/// The end of a chain.
struct Head {
    seq: i64,
    hash: [u8; 32],
}

/// Locks the end of the tenant's chain, made where it is missing; `None` = another node holds it.
async fn lock_chain(tx: &DatabaseTransaction, tenant: TenantId) -> Result<Option<Head>, StoreError> {
    make_chain(tx, tenant).await?;
    let mut sql = Sql::with(db::backend(tx), HEAD, [tenant.0.into()]);
    if db::backend(tx) == Backend::Postgres {
        sql.push(" FOR UPDATE SKIP LOCKED");
    }
    match sql.one(tx).await? {
        Some(row) => Ok(Some(Head { seq: row.at(0)?, hash: read_hash(row.at(1)?)? })),
        None => Ok(None),
    }
}

/// Waits until no sequencer is at the tenant, and keeps them away until the transaction ends.
pub(crate) async fn wait_for_chain(tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), StoreError> {
    make_chain(tx, tenant).await?;
    Sql::with(db::backend(tx), HEAD, [tenant.0.into()]).for_update().take().one(tx).await.map(|_| ())
}

const HEAD: &str = "SELECT head_seq, head_hash FROM event_chain WHERE tenant_id = ?";

async fn make_chain(tx: &DatabaseTransaction, tenant: TenantId) -> Result<(), StoreError> {
    let backend = db::backend(tx);
    if Sql::with(backend, HEAD, [tenant.0.into()]).one(tx).await?.is_none() {
        let text = "INSERT INTO event_chain (tenant_id, head_seq, head_hash) VALUES (?, 0, ?) ON CONFLICT DO NOTHING";
        Sql::with(backend, text, [tenant.0.into(), CHAIN_START.to_vec().into()]).execute(tx).await?;
    }
    Ok(())
}

/// What an enabled installation hears of.
struct Subscription {
    installation: Uuid,
    types: Vec<String>,
    /// Org units where it is on, with all below them; empty = the whole tenant.
    scope: Vec<Uuid>,
}

/// Stores of events, each with itself and the units above it.
type Lineages = BTreeMap<Uuid, Vec<Uuid>>;

impl Subscription {
    /// A store's event goes to installations that are on for it, any other to all that subscribe.
    fn wants(&self, event: &event::Model, lineages: &Lineages) -> bool {
        let is_on = || match event.store_id {
            Some(store) if !self.scope.is_empty() => {
                let lineage = lineages.get(&store).map(Vec::as_slice).unwrap_or_default();
                self.scope.iter().any(|unit| lineage.contains(unit))
            }
            _ => true,
        };
        self.types.contains(&event.event_type) && is_on()
    }
}

async fn subscriptions(tx: &DatabaseTransaction, tenant: TenantId) -> Result<Vec<Subscription>, StoreError> {
    let text = "SELECT i.id, i.events_json, p.scope_json FROM installation i LEFT JOIN installation_plan p \
                ON p.tenant_id = i.tenant_id AND p.installation_id = i.id \
                WHERE i.tenant_id = ? AND i.is_enabled ORDER BY i.id";
    let rows = Sql::with(db::backend(tx), text, [tenant.0.into()]).all(tx).await?;
    rows.iter()
        .map(|row| {
            let scope: Option<String> = row.at(2)?;
            Ok(Subscription {
                installation: row.at(0)?,
                types: from_json(&row.at::<String>(1)?, "event types")?,
                scope: scope.map_or(Ok(Vec::new()), |scope| from_json(&scope, "scope"))?,
            })
        })
        .collect()
}

/// Looked up only where somebody is not on everywhere.
async fn lineages(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    subscriptions: &[Subscription],
    events: &[event::Model],
) -> Result<Lineages, StoreError> {
    let stores: BTreeSet<Uuid> = events.iter().filter_map(|event| event.store_id).collect();
    if stores.is_empty() || subscriptions.iter().all(|subscription| subscription.scope.is_empty()) {
        return Ok(Lineages::new());
    }
    let mut sql = Sql::with(
        db::backend(tx),
        "SELECT id, path FROM org_unit WHERE tenant_id = ? AND id IN ",
        [tenant.0.into()],
    );
    sql.list(stores);
    let rows = sql.all(tx).await?;
    rows.iter()
        .map(|row| {
            let path: String = row.at(1)?;
            Ok((row.at(0)?, path.split('/').filter_map(|id| id.parse().ok()).collect()))
        })
        .collect()
}

fn new_delivery(event: &event::Model, installation: Uuid, seq: i64) -> delivery::Model {
    delivery::Model {
        tenant_id: event.tenant_id,
        installation_id: installation,
        seq,
        event_id: event.id,
        ordering_key: event.ordering_key.clone(),
        state: "pending".to_owned(),
        attempts: 0,
        due_at_ms: event.recorded_at_ms,
        lease_token: None,
        last_error: None,
        closed_at_ms: None,
    }
}
