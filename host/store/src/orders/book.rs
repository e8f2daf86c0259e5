//! The orders of one transaction: read under lock, changed in memory, written at the end with what follows from it.

use super::draft::{Consequences, Draft};
use super::early;
use super::rows::{self, OrderRow, PushMark};
use super::{OrderCommand, OrderNews, Recipient};
use crate::StoreError;
use crate::channels::{PushResult, pause_ms};
use crate::db::{Row, Sql, backend};
use crate::entities::exception;
use crate::ledger::ids::consequence_id;
use crate::rollups::RollupKind;
use crate::stock::book::{StockBook, StockNeeds};
use crate::stock::{StockDelta, StockGuard};
use crate::store::Backend;
use crate::writer::Rows;
use bodega_domain::ids::{InstallationId, OrderId, OrgUnitId, TenantId};
use bodega_domain::order::{Actor, Order, OrderChange, OrderRefused, OrderStatus};
use sea_orm::{DatabaseTransaction, Value};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// An order by its channel's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OrderRef {
    pub tenant: TenantId,
    pub plugin: String,
    pub channel: String,
    pub external_id: String,
}

impl OrderRef {
    /// On PostgreSQL an order that is not there has no row to lock: its news and its placing, on two nodes at once,
    /// would pass each other.
    async fn lock(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        if backend(tx) == Backend::Postgres {
            let key = format!("{} {} {} {}", self.tenant, self.plugin, self.channel, self.external_id);
            let text = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";
            Sql::with(Backend::Postgres, text, [key.into()]).one(tx).await?;
        }
        Ok(())
    }

    pub fn key(&self) -> [Value; 4] {
        [
            self.tenant.0.into(),
            self.plugin.as_str().into(),
            self.channel.as_str().into(),
            self.external_id.as_str().into(),
        ]
    }
}

/// The orders that a transaction will touch.
#[derive(Debug, Default)]
pub(crate) struct OrderNeeds {
    refs: BTreeSet<OrderRef>,
    ids: BTreeMap<TenantId, BTreeSet<OrderId>>,
}

impl OrderNeeds {
    /// Commands of a plugin will be applied.
    pub fn commands(
        &mut self,
        tenant: TenantId,
        plugin: &str,
        commands: &[OrderCommand],
        stock: &mut StockNeeds,
    ) {
        for command in commands {
            self.refs.insert(reference(tenant, plugin, command));
            if let OrderCommand::Place(place) = command {
                stock.deltas(tenant, &guarded(&place.order));
            }
        }
    }

    /// An order will be changed by people.
    pub fn order(&mut self, tenant: TenantId, id: OrderId) {
        self.ids.entry(tenant).or_default().insert(id);
    }
}

fn reference(tenant: TenantId, plugin: &str, command: &OrderCommand) -> OrderRef {
    let (channel, external_id) = match command {
        OrderCommand::Place(place) => (&place.order.channel, &place.order.external_id),
        OrderCommand::Tell(news) => (&news.channel, &news.external_id),
    };
    OrderRef { tenant, plugin: plugin.to_owned(), channel: channel.clone(), external_id: external_id.clone() }
}

/// What each line of an order would take, where it is known.
fn guarded(order: &Order) -> Vec<StockDelta> {
    let delta = |line: &bodega_domain::order::OrderLine| {
        line.variant.map(|variant| StockDelta {
            variant,
            location: order.store,
            delta_micros: -line.stock,
            guard: StockGuard::RequireAvailable,
        })
    };
    order.lines.iter().filter_map(delta).collect()
}

/// Whose plugin tells of orders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a> {
    pub tenant: TenantId,
    pub plugin: &'a str,
}

/// Who says something, and when the server heard it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller {
    pub by: Actor,
    pub at_ms: i64,
    pub recorded_at_ms: i64,
    /// Depth of the events that follow.
    pub depth: u32,
}

/// The orders of one transaction.
#[derive(Debug, Default)]
pub(crate) struct OrderBook {
    pub(super) refs: BTreeMap<OrderRef, OrderId>,
    pub(super) orders: BTreeMap<(TenantId, OrderId), OrderRow>,
    pub(super) early: BTreeMap<OrderRef, Vec<OrderNews>>,
    /// Installations that push, by plugin.
    pub(super) pushing: BTreeMap<(TenantId, String), InstallationId>,
    touched: BTreeSet<(TenantId, OrderId)>,
    touched_early: BTreeMap<OrderRef, i64>,
    recipients: Vec<(TenantId, OrderId, Recipient)>,
    lanes: BTreeMap<(TenantId, InstallationId, OrgUnitId), i64>,
}

impl OrderBook {
    /// Finds the orders, then locks them in the order of their ids.
    pub async fn load(tx: &DatabaseTransaction, needs: &OrderNeeds) -> Result<Self, StoreError> {
        let mut book = OrderBook::default();
        let mut ids = needs.ids.clone();
        for order in &needs.refs {
            order.lock(tx).await?;
            let text = "SELECT id FROM sales_order \
                        WHERE tenant_id = ? AND plugin = ? AND channel = ? AND external_id = ?";
            if let Some(row) = Sql::with(backend(tx), text, order.key()).one(tx).await? {
                let id = OrderId(row.at(0)?);
                book.refs.insert(order.clone(), id);
                ids.entry(order.tenant).or_default().insert(id);
            }
        }
        for (tenant, ids) in ids {
            for row in rows::lock(tx, tenant, ids).await? {
                book.orders.insert((tenant, row.order.id), row);
            }
            let text = "SELECT plugin, installation_id FROM channel WHERE tenant_id = ?";
            for row in Sql::with(backend(tx), text, [tenant.0.into()]).all(tx).await? {
                book.pushing.insert((tenant, row.at(0)?), InstallationId(row.at(1)?));
            }
        }
        book.early = early::load(tx, &needs.refs).await?;
        Ok(book)
    }

    /// Applies a plugin's commands one after the other: all, or the first that is refused stops them; then the
    /// caller undoes the stock.
    pub fn apply(
        &mut self,
        stock: &mut StockBook,
        rows: &mut Rows,
        owner: Owner<'_>,
        teller: Teller,
        commands: &[OrderCommand],
    ) -> Result<(), OrderRefused> {
        let mut draft = Draft { book: self, stock, out: Consequences::default(), teller };
        for command in commands {
            let order = reference(owner.tenant, owner.plugin, command);
            match command {
                OrderCommand::Place(place) => draft.place(order, place)?,
                OrderCommand::Tell(news) => draft.tell(order, news)?,
            }
        }
        let out = draft.out;
        self.keep(rows, out);
        Ok(())
    }

    /// Applies what people ask for; `None` = there is no such order.
    pub fn change(
        &mut self,
        stock: &mut StockBook,
        rows: &mut Rows,
        key: (TenantId, OrderId),
        change: &OrderChange,
        teller: Teller,
    ) -> Result<Option<Order>, OrderRefused> {
        let Some(row) = self.orders.get(&key).cloned() else { return Ok(None) };
        let mut draft = Draft { book: self, stock, out: Consequences::default(), teller };
        draft.change(key.0, row, change, teller.at_ms)?;
        let out = draft.out;
        self.keep(rows, out);
        Ok(self.orders.get(&key).map(|row| row.order.clone()))
    }

    /// Notes what became of a status that went out: later ones stay due.
    pub fn pushed(
        &mut self,
        rows: &mut Rows,
        key: (TenantId, OrderId),
        sent: OrderStatus,
        result: &PushResult,
        now_ms: i64,
    ) {
        let Some(row) = self.orders.get_mut(&key) else { return };
        // Cleared meanwhile: the channel itself said something newer.
        let Some(mark) = row.push else { return };
        let is_latest = row.order.status == sent;
        row.push = match result {
            PushResult::Done if is_latest => None,
            PushResult::Done => Some(PushMark { from: sent, attempts: 0, ..mark }),
            PushResult::Retry { .. } => {
                let failures = u32::try_from(mark.attempts).unwrap_or(u32::MAX);
                let due_at_ms = now_ms.saturating_add(pause_ms(failures));
                Some(PushMark { due_at_ms, attempts: mark.attempts + 1, ..mark })
            }
            PushResult::Reject { message } => {
                let order = &row.order;
                let message = json!({
                    "order": order.id, "channel": order.channel, "number": order.number, "status": sent,
                    "problem": message,
                });
                rows.exceptions.push(exception::Model {
                    tenant_id: key.0.0,
                    id: consequence_id(order.id.0, sent.as_str(), order.steps.len()),
                    kind: "order.push_rejected".to_owned(),
                    document_id: Some(order.id.0),
                    message_json: message.to_string(),
                    raised_at_ms: now_ms,
                    resolved_at_ms: None,
                    resolution: None,
                });
                if is_latest { None } else { Some(mark) }
            }
        };
        self.touched.insert(key);
    }

    /// Nothing can refuse it any more.
    fn keep(&mut self, rows: &mut Rows, out: Consequences) {
        for ((tenant, id), row) in out.orders {
            let order = &row.order;
            let reference = OrderRef {
                tenant,
                plugin: order.plugin.clone(),
                channel: order.channel.clone(),
                external_id: order.external_id.clone(),
            };
            self.refs.insert(reference, id);
            self.touched.insert((tenant, id));
            self.orders.insert((tenant, id), row);
        }
        for (order, (news, at_ms)) in out.early {
            self.touched_early.entry(order.clone()).or_insert(at_ms);
            self.early.insert(order, news);
        }
        self.recipients.extend(out.recipients);
        self.lanes.extend(out.lanes);
        for (tenant, event) in &out.events {
            rows.events.push(event.row(*tenant, None));
        }
        rows.exceptions.extend(out.exceptions);
        for (tenant, document) in out.moved {
            rows.roll_up(tenant, document, RollupKind::Stock, &[]);
        }
    }

    /// Writes what changed.
    pub async fn flush(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let changed = self.touched.iter().filter_map(|key| self.orders.get(key).map(|row| (key.0, row)));
        rows::write(tx, changed).await?;
        rows::write_recipients(tx, &self.recipients).await?;
        let early = self.touched_early.iter().map(|(order, at_ms)| {
            (order.clone(), (self.early.get(order).cloned().unwrap_or_default(), *at_ms))
        });
        early::write(tx, &early.collect()).await?;
        let lanes = self
            .lanes
            .iter()
            .map(|((tenant, installation, store), at)| (*tenant, *installation, *store, *at));
        rows::wake_lanes(tx, lanes).await
    }
}
