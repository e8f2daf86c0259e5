//! Contract 0.1 to the host's types and back: orders and channels.

use super::v0_1::message;
use crate::bindings::v0_1::bodega::channel::changes;
use crate::bindings::v0_1::bodega::data::{order_effects as wit, order_recipients};
use crate::bindings::v0_1::exports::bodega::channel::push;
use crate::error::Refusal;
use crate::input::Weigh;
use crate::orders::{
    ChannelPush, PushAnswer, PushItem, PushOrder, PushOutcome, Recipient, RecordedLine, RecordedOrder,
};
use bodega_domain::order::{Charge, ChargeKind, Fulfilment, Goods, MERCHANT, OrderRefund, RefundLine};

/// A channel, as a charge's party.
const CHANNEL: &str = "channel";

pub(crate) fn new_order(from: wit::NewOrder) -> RecordedOrder {
    RecordedOrder {
        channel: from.channel,
        external_id: from.external_id,
        number: from.number,
        store: from.store,
        fulfilment: match from.fulfilment {
            wit::Fulfilment::ChannelDelivery => Fulfilment::ChannelDelivery,
            wit::Fulfilment::StoreDelivery => Fulfilment::StoreDelivery,
            wit::Fulfilment::Pickup => Fulfilment::Pickup,
        },
        placed_ms: from.placed_ms,
        wanted_ms: from.wanted_ms,
        lines: from.lines.into_iter().map(line).collect(),
        charges: from.charges.into_iter().map(charge).collect(),
        paid: from.paid,
        recipient: from.recipient.map(recipient),
    }
}

fn line(from: wit::Line) -> RecordedLine {
    RecordedLine {
        sku: from.sku,
        name: from.name,
        quantity: from.quantity,
        unit_price: from.unit_price,
        discount: from.discount,
    }
}

fn charge(from: wit::Charge) -> Charge {
    Charge {
        name: from.name,
        kind: match from.kind {
            wit::ChargeKind::Fee => ChargeKind::Fee,
            wit::ChargeKind::Discount => ChargeKind::Discount,
            wit::ChargeKind::Commission => ChargeKind::Commission,
        },
        amount_minor: from.amount,
        party: match from.party {
            wit::Party::Merchant => MERCHANT.to_owned(),
            wit::Party::Channel => CHANNEL.to_owned(),
            // A third party cannot pass for one of the two.
            wit::Party::Other(name) => format!("other:{name}"),
        },
    }
}

fn recipient(from: order_recipients::Recipient) -> Recipient {
    Recipient { name: from.name, phone: from.phone, address: from.address, note: from.note }
}

pub(crate) fn to_recipient(from: Recipient) -> order_recipients::Recipient {
    order_recipients::Recipient { name: from.name, phone: from.phone, address: from.address, note: from.note }
}

pub(crate) fn goods(from: wit::Goods) -> Goods {
    match from {
        wit::Goods::Back => Goods::Back,
        wit::Goods::Gone => Goods::Gone,
    }
}

pub(crate) fn refund(from: wit::Repayment, at_ms: i64) -> OrderRefund {
    let line =
        |line: wit::RepaidLine| RefundLine { line: line.line, units: line.units, amount_minor: line.amount };
    OrderRefund {
        id: from.id,
        customer_minor: from.customer,
        merchant_minor: from.merchant,
        lines: from.lines.into_iter().map(line).collect(),
        goods: goods(from.goods),
        is_before_hand_over: false,
        reason: from.reason,
        at_ms,
        booked: None,
    }
}

pub(crate) fn push_details(from: &ChannelPush) -> changes::Details {
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    changes::Details {
        invocation: from.invocation.clone(),
        store: from.store.clone(),
        shop: from.shop.clone(),
        now_ms: from.now_ms,
        attempt: from.attempt,
        items: count(from.items.len()),
        orders: count(from.orders.len()),
    }
}

pub(crate) fn push_item(from: &PushItem) -> changes::Item {
    changes::Item {
        sku: from.sku.clone(),
        mapping: from.mapping.clone(),
        on_hand: from.on_hand,
        available: from.available,
        price: from.price,
        on_sale: from.is_on_sale,
    }
}

pub(crate) fn push_order(from: &PushOrder) -> changes::Order {
    changes::Order {
        id: from.id.clone(),
        channel: from.channel.clone(),
        external_id: from.external_id.clone(),
        status: from.status.clone(),
        known: from.known.clone(),
        reason: from.reason.clone(),
    }
}

pub(crate) fn push_answer(from: push::Answer) -> PushAnswer {
    let outcome = |(name, outcome)| {
        let outcome = match outcome {
            push::Outcome::Done => PushOutcome::Done,
            push::Outcome::Retry(text) => PushOutcome::Retry(message(text)),
            push::Outcome::Reject(text) => PushOutcome::Reject(message(text)),
        };
        (name, outcome)
    };
    PushAnswer {
        items: from.items.into_iter().map(outcome).collect(),
        orders: from.orders.into_iter().map(outcome).collect(),
    }
}

pub(crate) fn push_failure(from: push::Failure) -> Refusal {
    match from {
        push::Failure::Retry(text) => Refusal::Retry(message(text)),
        push::Failure::Other(text) => Refusal::Other(message(text)),
    }
}

/// Bytes of a number and its neighbours in a record.
const NUMBERS_BYTES: usize = 32;

impl Weigh for wit::NewOrder {
    fn weigh(&self) -> usize {
        let lines: usize =
            self.lines.iter().map(|line| NUMBERS_BYTES + line.sku.len() + line.name.len()).sum();
        let charges: usize = self.charges.iter().map(|charge| NUMBERS_BYTES + charge.name.len()).sum();
        let heads = self.channel.len() + self.external_id.len() + self.number.len() + self.store.len();
        NUMBERS_BYTES + heads + lines + charges + self.recipient.as_ref().map_or(0, Weigh::weigh)
    }
}

impl Weigh for wit::OrderRef {
    fn weigh(&self) -> usize {
        self.channel.len() + self.external_id.len()
    }
}

impl Weigh for wit::Repayment {
    fn weigh(&self) -> usize {
        NUMBERS_BYTES * (1 + self.lines.len()) + self.id.len() + self.reason.as_ref().map_or(0, String::len)
    }
}

impl Weigh for order_recipients::Recipient {
    fn weigh(&self) -> usize {
        self.name.len() + self.phone.len() + self.address.len() + self.note.len()
    }
}

impl Weigh for changes::Details {
    fn weigh(&self) -> usize {
        NUMBERS_BYTES + self.invocation.len() + self.store.len() + self.shop.as_ref().map_or(0, String::len)
    }
}

impl Weigh for changes::Item {
    fn weigh(&self) -> usize {
        NUMBERS_BYTES + self.sku.len() + self.mapping.len()
    }
}

impl Weigh for changes::Order {
    fn weigh(&self) -> usize {
        self.id.len() + self.channel.len() + self.external_id.len() + self.status.len() + self.known.len()
    }
}
