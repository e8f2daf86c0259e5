//! Orders of sales channels, read and told of; what a push takes out.

use super::{denied, port};
use crate::bindings::v0_1::bodega::{channel, data};
use crate::convert::orders_v0_1 as convert;
use crate::input::{Weigh, weigh_all};
use crate::occasion::Occasion;
use crate::orders::{ChannelPush, OrderEffect, OrderSaid};
use crate::ports::ORDER_SCAN_MAX;
use crate::state::State;
use data::order_effects::{Goods, NewOrder, OrderRef, Repayment};
use wasmtime::Result;

impl data::orders::Host for State {
    async fn get(&mut self, id: String) -> Result<Option<String>> {
        let ports = self.ports("bodega:data/orders.get", id.len())?;
        let order = port(ports.order(&id).await)?;
        let bytes = order.as_ref().map_or(0, String::len);
        self.give(order, bytes)
    }

    async fn find(&mut self, channel: String, external_id: String) -> Result<Option<String>> {
        let ports = self.ports("bodega:data/orders.find", channel.len() + external_id.len())?;
        let order = port(ports.order_by_ref(&channel, &external_id).await)?;
        let bytes = order.as_ref().map_or(0, String::len);
        self.give(order, bytes)
    }

    async fn scan(&mut self, status: String, after: Option<String>, max: u32) -> Result<Vec<String>> {
        let ports = self.ports("bodega:data/orders.scan", status.len())?;
        let max = max.min(ORDER_SCAN_MAX);
        let mut found = port(ports.order_scan(&status, after.as_deref(), max).await)?;
        found.truncate(max as usize);
        let bytes = weigh_all(&found);
        self.give(found, bytes)
    }
}

impl data::order_recipients::Host for State {
    async fn get(&mut self, order: String) -> Result<Option<data::order_recipients::Recipient>> {
        let ports = self.ports("bodega:data/order-recipients.get", order.len())?;
        let found = port(ports.order_recipient(&order).await)?.map(convert::to_recipient);
        let bytes = found.as_ref().map_or(0, Weigh::weigh);
        self.give(found, bytes)
    }
}

impl State {
    fn order_effect(&mut self, function: &'static str, bytes: usize, effect: OrderEffect) -> Result<()> {
        self.record(function, bytes, effect.len())?.effects.orders.push(effect);
        Ok(())
    }

    fn tell(&mut self, function: &'static str, order: OrderRef, at_ms: i64, said: OrderSaid) -> Result<()> {
        let bytes = order.weigh();
        let OrderRef { channel, external_id } = order;
        self.order_effect(function, bytes, OrderEffect::Tell { channel, external_id, at_ms, said })
    }
}

impl data::order_effects::Host for State {
    async fn place(&mut self, order: NewOrder) -> Result<()> {
        let bytes = order.weigh();
        let effect = OrderEffect::Place(Box::new(convert::new_order(order)));
        self.order_effect("bodega:data/order-effects.place", bytes, effect)
    }

    async fn accept(&mut self, order: OrderRef, at_ms: i64) -> Result<()> {
        let said = OrderSaid::Step { to: "accepted".to_owned(), reason: None };
        self.tell("bodega:data/order-effects.accept", order, at_ms, said)
    }

    async fn reject(&mut self, order: OrderRef, at_ms: i64, reason: Option<String>) -> Result<()> {
        let said = OrderSaid::Step { to: "rejected".to_owned(), reason };
        self.tell("bodega:data/order-effects.reject", order, at_ms, said)
    }

    async fn update(&mut self, order: OrderRef, at_ms: i64, status: String) -> Result<()> {
        let said = OrderSaid::Step { to: status, reason: None };
        self.tell("bodega:data/order-effects.update", order, at_ms, said)
    }

    async fn cancel(
        &mut self,
        order: OrderRef,
        at_ms: i64,
        reason: Option<String>,
        goods: Goods,
    ) -> Result<()> {
        let said = OrderSaid::Cancel { reason, goods: convert::goods(goods) };
        self.tell("bodega:data/order-effects.cancel", order, at_ms, said)
    }

    async fn refund(&mut self, order: OrderRef, at_ms: i64, repayment: Repayment) -> Result<()> {
        let bytes = order.weigh() + repayment.weigh();
        let OrderRef { channel, external_id } = order;
        let said = OrderSaid::Refund(convert::refund(repayment, at_ms));
        let effect = OrderEffect::Tell { channel, external_id, at_ms, said };
        self.order_effect("bodega:data/order-effects.refund", bytes, effect)
    }
}

impl State {
    fn push(&mut self, function: &'static str) -> Result<&ChannelPush> {
        match &self.enter(function, 0)?.occasion {
            Occasion::Push(push) => Ok(push),
            _ => Err(denied(function)),
        }
    }
}

/// A page of a list in the contract's words.
fn page<T, U>(all: &[T], offset: u32, max: u32, convert: fn(&T) -> U) -> Vec<U> {
    all.iter().skip(offset as usize).take(max as usize).map(convert).collect()
}

impl channel::changes::Host for State {
    fn current(&mut self) -> Result<channel::changes::Details> {
        let details = convert::push_details(self.push("bodega:channel/changes.current")?);
        let bytes = details.weigh();
        self.give(details, bytes)
    }

    fn items(&mut self, offset: u32, max: u32) -> Result<Vec<channel::changes::Item>> {
        let push = self.push("bodega:channel/changes.items")?;
        let items = page(&push.items, offset, max, convert::push_item);
        let bytes = weigh_all(&items);
        self.give(items, bytes)
    }

    fn orders(&mut self, offset: u32, max: u32) -> Result<Vec<channel::changes::Order>> {
        let push = self.push("bodega:channel/changes.orders")?;
        let orders = page(&push.orders, offset, max, convert::push_order);
        let bytes = weigh_all(&orders);
        self.give(orders, bytes)
    }
}
