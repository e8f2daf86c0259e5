//! A piece of work on the order book: what commands and changes do, kept aside until nothing refuses them.

use super::book::{OrderBook, OrderRef, Teller};
use super::early::EARLY_MAX;
use super::rows::{OrderRow, PushMark};
use super::{OrderNews, PlaceOrder, Recipient};
use crate::db::to_json;
use crate::entities::exception;
use crate::events::NewEvent;
use crate::ledger::ids::consequence_id;
use crate::stock::book::{MoveSource, StockBook};
use crate::stock::{StockDelta, StockGuard, StockReason};
use bodega_domain::event::{
    ORDER_PLACED, ORDER_REFUNDED, ORDER_STATUS_CHANGED, OrderPlaced, OrderRefunded, OrderStatusChanged,
};
use bodega_domain::ids::{EventId, InstallationId, OrderId, OrgUnitId, TenantId, VariantId};
use bodega_domain::order::{
    Actor, Notice, Order, OrderChange, OrderRefused, OrderStatus, RefundState, Taken,
};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// What follows from a piece of work once nothing refuses it.
#[derive(Default)]
pub(super) struct Consequences {
    pub orders: BTreeMap<(TenantId, OrderId), OrderRow>,
    pub early: BTreeMap<OrderRef, (Vec<OrderNews>, i64)>,
    pub recipients: Vec<(TenantId, OrderId, Recipient)>,
    pub lanes: BTreeMap<(TenantId, InstallationId, OrgUnitId), i64>,
    pub events: Vec<(TenantId, NewEvent)>,
    pub exceptions: Vec<exception::Model>,
    pub moved: Vec<(TenantId, uuid::Uuid)>,
}

/// A piece of work on the book.
pub(super) struct Draft<'a> {
    pub book: &'a OrderBook,
    pub stock: &'a mut StockBook,
    pub out: Consequences,
    pub teller: Teller,
}

impl Draft<'_> {
    fn find(&self, order: &OrderRef) -> Option<OrderRow> {
        let placed = self.out.orders.values().find(|row| {
            (&row.order.plugin, &row.order.channel, &row.order.external_id)
                == (&order.plugin, &order.channel, &order.external_id)
        });
        placed.cloned().or_else(|| {
            let id = self.book.refs.get(order)?;
            self.book.orders.get(&(order.tenant, *id)).cloned()
        })
    }

    pub fn place(&mut self, reference: OrderRef, place: &PlaceOrder) -> Result<(), OrderRefused> {
        if self.find(&reference).is_some() {
            return Ok(());
        }
        let tenant = reference.tenant;
        let mut order = place.order.clone();
        for line in &mut order.lines {
            let Some(variant) = line.variant else { continue };
            let guard = StockGuard::RequireAvailable;
            let delta = StockDelta { variant, location: order.store, delta_micros: -line.stock, guard };
            if self.stock.reserve_available(tenant, &delta) {
                line.reserved = line.stock;
            }
        }
        self.notice_lines(tenant, &order);
        self.event(tenant, &order, ORDER_PLACED, 0, &OrderPlaced { order: order.clone() });
        if let Some(recipient) = &place.recipient {
            self.out.recipients.push((tenant, order.id, recipient.clone()));
        }
        let row = OrderRow { order, changed_at_ms: self.teller.recorded_at_ms, book_at_ms: None, push: None };
        self.out.orders.insert((tenant, row.order.id), row.clone());
        let early = self.out.early.get(&reference).map(|(news, _)| news.clone());
        let early = early.or_else(|| self.book.early.get(&reference).cloned()).unwrap_or_default();
        if early.is_empty() {
            return Ok(());
        }
        self.out.early.insert(reference.clone(), (Vec::new(), self.teller.recorded_at_ms));
        for news in early {
            let Some(row) = self.find(&reference) else { continue };
            // What was kept on trust and does not fit the order is shown instead of refusing the order.
            if let Err(refused) = self.change(tenant, row.clone(), &news.change, news.at_ms) {
                self.exception(
                    tenant,
                    &row.order,
                    "order.early_news",
                    json!({ "problem": refused.to_string() }),
                );
            }
        }
        Ok(())
    }

    fn notice_lines(&mut self, tenant: TenantId, order: &Order) {
        let short = order.short_lines();
        if !short.is_empty() {
            self.exception(tenant, order, "order.short_stock", json!({ "lines": short }));
        }
        let unknown: Vec<&str> =
            order.lines.iter().filter(|line| line.variant.is_none()).map(|line| line.sku.as_str()).collect();
        if !unknown.is_empty() {
            self.exception(tenant, order, "order.unknown_sku", json!({ "skus": unknown }));
        }
    }

    pub fn tell(&mut self, reference: OrderRef, news: &OrderNews) -> Result<(), OrderRefused> {
        if let Some(row) = self.find(&reference) {
            return self.change(reference.tenant, row, &news.change, news.at_ms);
        }
        let kept = self.out.early.get(&reference).map(|(news, _)| news);
        let mut kept = kept.or_else(|| self.book.early.get(&reference)).cloned().unwrap_or_default();
        if kept.len() < EARLY_MAX && !kept.iter().any(|known| known.change == news.change) {
            kept.push(news.clone());
            self.out.early.insert(reference, (kept, self.teller.recorded_at_ms));
        }
        Ok(())
    }

    pub fn change(
        &mut self,
        tenant: TenantId,
        row: OrderRow,
        change: &OrderChange,
        at_ms: i64,
    ) -> Result<(), OrderRefused> {
        let Some(taken) = row.order.take(change, self.teller.by, at_ms)? else { return Ok(()) };
        self.settle_stock(tenant, &taken);
        let is_step = taken.order.status != taken.from;
        if is_step {
            self.status_event(tenant, &taken, at_ms);
        }
        let has_refund = taken.order.refunds.len() > row.order.refunds.len();
        if has_refund {
            self.refund_event(tenant, &taken.order);
        }
        if let Some(notice) = taken.notice {
            let kind = match notice {
                Notice::Contradiction => "order.contradiction",
                Notice::GoodsGone => "order.goods_gone",
            };
            self.exception(tenant, &taken.order, kind, json!({ "status": taken.order.status }));
        }
        let now = self.teller.recorded_at_ms;
        let is_done = taken.order.status == OrderStatus::Completed;
        let row = OrderRow {
            changed_at_ms: now,
            book_at_ms: if is_done && (is_step || has_refund) { Some(now) } else { row.book_at_ms },
            push: if is_step { self.push(tenant, &row, &taken) } else { row.push },
            order: taken.order,
        };
        self.out.orders.insert((tenant, row.order.id), row);
        Ok(())
    }

    /// What people do the channel is to hear; what the channel says it knows.
    fn push(&mut self, tenant: TenantId, before: &OrderRow, taken: &Taken) -> Option<PushMark> {
        if self.teller.by == Actor::Channel {
            return None;
        }
        let installation = *self.book.pushing.get(&(tenant, taken.order.plugin.clone()))?;
        let now = self.teller.recorded_at_ms;
        self.out.lanes.insert((tenant, installation, taken.order.store), now);
        let from = before.push.map_or(taken.from, |push| push.from);
        Some(PushMark { due_at_ms: now, from, attempts: 0 })
    }

    fn settle_stock(&mut self, tenant: TenantId, taken: &Taken) {
        let order = &taken.order;
        let place = |variant: VariantId| (tenant, order.store, variant);
        for (variant, micros) in &taken.released {
            self.stock.release(place(*variant), -micros);
        }
        if taken.moved.is_empty() {
            return;
        }
        let delta = |(variant, delta_micros): &(VariantId, i64)| StockDelta {
            variant: *variant,
            location: order.store,
            delta_micros: *delta_micros,
            guard: StockGuard::AllowNegative,
        };
        let is_out = taken.moved.iter().any(|(_, micros)| *micros < 0);
        let source = MoveSource {
            document: consequence_id(order.id.0, "stock", order.steps.len()),
            reason: if is_out { StockReason::Sale } else { StockReason::Return },
            occurred_at_ms: self.teller.recorded_at_ms,
            recorded_at_ms: self.teller.recorded_at_ms,
        };
        // Unguarded moves are never refused.
        let deltas: Vec<StockDelta> = taken.moved.iter().map(delta).collect();
        let _ = self.stock.move_all(tenant, source, &deltas);
        self.out.moved.push((tenant, source.document));
    }

    fn status_event(&mut self, tenant: TenantId, taken: &Taken, at_ms: i64) {
        let order = &taken.order;
        let reason = order.steps.last().and_then(|step| step.reason.clone());
        let payload = OrderStatusChanged {
            order: order.id,
            channel: order.channel.clone(),
            external_id: order.external_id.clone(),
            store: order.store,
            from: taken.from,
            to: order.status,
            by: self.teller.by,
            at_ms,
            reason,
        };
        self.event(tenant, order, ORDER_STATUS_CHANGED, order.steps.len(), &payload);
    }

    fn refund_event(&mut self, tenant: TenantId, order: &Order) {
        let Some(refund) = order.refunds.last() else { return };
        let payload = OrderRefunded {
            order: order.id,
            channel: order.channel.clone(),
            external_id: order.external_id.clone(),
            store: order.store,
            refund: refund.clone(),
            is_whole: order.refund_state() == RefundState::Full,
        };
        self.event(tenant, order, ORDER_REFUNDED, order.refunds.len(), &payload);
    }

    fn event(
        &mut self,
        tenant: TenantId,
        order: &Order,
        event_type: &str,
        ordinal: usize,
        payload: &impl Serialize,
    ) {
        let event = NewEvent {
            id: EventId(consequence_id(order.id.0, event_type, ordinal)),
            event_type: event_type.to_owned(),
            ordering_key: order.id.to_string(),
            subject: Some(order.id.0),
            store: Some(order.store),
            occurred_at_ms: self.teller.recorded_at_ms,
            recorded_at_ms: self.teller.recorded_at_ms,
            depth: self.teller.depth,
            payload_json: to_json(payload),
        };
        self.out.events.push((tenant, event));
    }

    fn exception(&mut self, tenant: TenantId, order: &Order, kind: &str, mut message: serde_json::Value) {
        message["order"] = json!(order.id);
        message["channel"] = json!(order.channel);
        message["number"] = json!(order.number);
        self.out.exceptions.push(exception::Model {
            tenant_id: tenant.0,
            id: consequence_id(order.id.0, kind, 0),
            kind: kind.to_owned(),
            document_id: Some(order.id.0),
            message_json: message.to_string(),
            raised_at_ms: self.teller.recorded_at_ms,
            resolved_at_ms: None,
            resolution: None,
        });
    }
}
