//! Orders on the wire. Names are those of the order in event payloads and of what plugins read.

use crate::quantity::Quantity;
use crate::wire::wire_enum;
use bodega_domain::order;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Where an order stands. The first six follow each other.
    OrderStatus = bodega_domain::order::OrderStatus {
        /// The store has not said yes; stock is reserved.
        New,
        /// The store said yes.
        Accepted,
        /// Being picked or made.
        Preparing,
        /// Packed.
        Ready,
        /// With the courier or the customer; stock has left.
        HandedOver,
        /// Done: it becomes a sale.
        Completed,
        /// The store said no.
        Rejected,
        /// Called off.
        Cancelled,
    }
}

wire_enum! {
    /// How much of an order went back.
    RefundState = bodega_domain::order::RefundState {
        /// Nothing.
        None,
        /// Some of it.
        Partial,
        /// All that the customer paid.
        Full,
    }
}

wire_enum! {
    /// How the goods get to the customer.
    Fulfilment = bodega_domain::order::Fulfilment {
        /// The channel's couriers.
        ChannelDelivery,
        /// The store's own.
        StoreDelivery,
        /// The customer comes.
        Pickup,
    }
}

wire_enum! {
    /// What a charge does.
    ChargeKind = bodega_domain::order::ChargeKind {
        /// The customer pays it on top.
        Fee,
        /// The customer pays that much less.
        Discount,
        /// The party keeps it from what it owes the merchant.
        Commission,
    }
}

wire_enum! {
    /// Where goods are that had left the store.
    Goods = bodega_domain::order::Goods {
        /// On the shelf again.
        Back,
        /// With the customer, or lost.
        Gone,
    }
}

wire_enum! {
    /// Who said something of an order.
    OrderActor = bodega_domain::order::Actor {
        /// The sales channel, through its plugin.
        Channel,
        /// A person of the merchant.
        Person,
    }
}

/// An order of a sales channel. Prices are the channel's facts, with tax in them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Order {
    /// Made by the host.
    pub id: Uuid,
    /// The plugin that serves the channel.
    pub plugin: String,
    /// The sales channel.
    pub channel: String,
    /// The channel's own id.
    pub external_id: String,
    /// What people call it by.
    pub number: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// The store that serves it.
    pub store: Uuid,
    /// Who sells in law.
    pub legal_entity: Uuid,
    /// How the goods get to the customer.
    pub fulfilment: Fulfilment,
    /// ISO 4217 code.
    pub currency: String,
    /// When the customer ordered, by the channel's clock, ms since 1970 UTC.
    pub placed_at_ms: i64,
    /// When the customer wants it; absent = as soon as can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted_at_ms: Option<i64>,
    /// When the server stored it, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// In the channel's order.
    pub lines: Vec<OrderLine>,
    /// Fees, discounts and commissions beside the lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub charges: Vec<OrderCharge>,
    /// Sum of lines.
    pub goods_minor: i64,
    /// What the customer paid to the channel.
    pub paid_minor: i64,
    /// What it is worth to the merchant before commission.
    pub sale_minor: i64,
    /// What went back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub refunds: Vec<OrderRefund>,
    /// How it came to where it stands.
    pub steps: Vec<OrderStep>,
    /// The sale it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale: Option<Uuid>,
}

/// One line of an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderLine {
    /// From 0.
    pub line: u32,
    /// SKU.
    pub sku: String,
    /// The variant; absent where the SKU is not in the catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Uuid>,
    /// What the channel calls it.
    pub name: String,
    /// How much.
    pub quantity: Quantity,
    /// The channel's price of one.
    pub unit_price_minor: i64,
    /// What the merchant took off the line.
    pub discount_minor: i64,
    /// What it comes to.
    pub amount_minor: i64,
    /// Units that can be refunded one by one.
    pub units: u32,
    /// Stock units that it takes.
    pub stock: Quantity,
    /// Of them, reserved now.
    pub reserved: Quantity,
    /// Of them, out of the store.
    pub out: Quantity,
}

/// A named amount beside the lines.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderCharge {
    /// What the channel calls it.
    pub name: String,
    /// What it does.
    pub kind: ChargeKind,
    /// Never below 0.
    pub amount_minor: i64,
    /// Who gets the fee or bears the discount: `merchant`, `channel` or `other:<name>`.
    pub party: String,
}

/// Money that went back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderRefund {
    /// The channel's own id.
    pub id: String,
    /// What the customer got back.
    pub customer_minor: i64,
    /// What it costs the merchant.
    pub merchant_minor: i64,
    /// The units it is for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub lines: Vec<OrderRefundLine>,
    /// Where the goods are.
    pub goods: Goods,
    /// Whether the goods had not left the store yet.
    pub is_before_hand_over: bool,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By the channel's clock, ms since 1970 UTC.
    pub at_ms: i64,
    /// The return it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booked: Option<Uuid>,
}

/// Units of a line that are refunded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderRefundLine {
    /// The order's line.
    pub line: u32,
    /// How many.
    pub units: u32,
    /// What they cost the merchant; 0 = the channel did not tell.
    pub amount_minor: i64,
}

/// One step of an order's way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderStep {
    /// Where it then stood.
    pub status: OrderStatus,
    /// Who said so.
    pub by: OrderActor,
    /// When, by the clock of whoever said so, ms since 1970 UTC.
    pub at_ms: i64,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<order::Order> for Order {
    fn from(order: order::Order) -> Self {
        Order {
            id: order.id.0,
            plugin: order.plugin,
            channel: order.channel,
            external_id: order.external_id,
            number: order.number,
            status: order.status.into(),
            store: order.store.0,
            legal_entity: order.legal_entity.0,
            fulfilment: order.fulfilment.into(),
            currency: order.currency,
            placed_at_ms: order.placed_at_ms,
            wanted_at_ms: order.wanted_at_ms,
            recorded_at_ms: order.recorded_at_ms,
            lines: order.lines.into_iter().map(Into::into).collect(),
            charges: order.charges.into_iter().map(Into::into).collect(),
            goods_minor: order.goods_minor,
            paid_minor: order.paid_minor,
            sale_minor: order.sale_minor,
            refunds: order.refunds.into_iter().map(Into::into).collect(),
            steps: order.steps.into_iter().map(Into::into).collect(),
            sale: order.sale.map(|sale| sale.0),
        }
    }
}

impl From<order::OrderLine> for OrderLine {
    fn from(line: order::OrderLine) -> Self {
        OrderLine {
            line: line.line,
            sku: line.sku,
            variant: line.variant.map(|variant| variant.0),
            name: line.name,
            quantity: Quantity::from_micros(line.quantity),
            unit_price_minor: line.unit_price_minor,
            discount_minor: line.discount_minor,
            amount_minor: line.amount_minor,
            units: line.units,
            stock: Quantity::from_micros(line.stock),
            reserved: Quantity::from_micros(line.reserved),
            out: Quantity::from_micros(line.out),
        }
    }
}

impl From<order::Charge> for OrderCharge {
    fn from(charge: order::Charge) -> Self {
        let (name, amount_minor, party) = (charge.name, charge.amount_minor, charge.party);
        OrderCharge { name, kind: charge.kind.into(), amount_minor, party }
    }
}

impl From<order::OrderRefund> for OrderRefund {
    fn from(refund: order::OrderRefund) -> Self {
        let line = |line: order::RefundLine| OrderRefundLine {
            line: line.line,
            units: line.units,
            amount_minor: line.amount_minor,
        };
        OrderRefund {
            id: refund.id,
            customer_minor: refund.customer_minor,
            merchant_minor: refund.merchant_minor,
            lines: refund.lines.into_iter().map(line).collect(),
            goods: refund.goods.into(),
            is_before_hand_over: refund.is_before_hand_over,
            reason: refund.reason,
            at_ms: refund.at_ms,
            booked: refund.booked.map(|booked| booked.0),
        }
    }
}

impl From<order::OrderStep> for OrderStep {
    fn from(step: order::OrderStep) -> Self {
        OrderStep { status: step.status.into(), by: step.by.into(), at_ms: step.at_ms, reason: step.reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bodega_domain::ids::{LegalEntityId, OrderId, OrgUnitId};
    use bodega_domain::order::{Charge, NewOrder, NewOrderLine, OrderChange};

    /// What plugins and events see is what the API shows.
    #[test]
    fn an_order_looks_the_same_everywhere() {
        let line = NewOrderLine {
            sku: "tea".to_owned(),
            variant: Some(Uuid::from_u128(4).into()),
            name: "Tea".to_owned(),
            quantity: 2_500_000,
            unit_price_minor: 1000,
            discount_minor: 0,
            stock_units: 1,
            is_measured: true,
        };
        let charge = Charge {
            name: "commission".to_owned(),
            kind: order::ChargeKind::Commission,
            amount_minor: 5,
            party: "channel".to_owned(),
        };
        let placed = order::Order::place(NewOrder {
            id: OrderId(Uuid::from_u128(1)),
            plugin: "p".to_owned(),
            channel: "c".to_owned(),
            external_id: "1".to_owned(),
            number: "#1".to_owned(),
            store: OrgUnitId(Uuid::from_u128(2)),
            legal_entity: LegalEntityId(Uuid::from_u128(3)),
            fulfilment: order::Fulfilment::StoreDelivery,
            currency: "CNY".to_owned(),
            placed_at_ms: 1,
            wanted_at_ms: Some(2),
            recorded_at_ms: 3,
            lines: vec![line],
            charges: vec![charge],
            paid_minor: 2500,
        });
        let refund = order::OrderRefund {
            id: "r".to_owned(),
            customer_minor: 1,
            merchant_minor: 1,
            lines: vec![order::RefundLine { line: 0, units: 1, amount_minor: 1 }],
            goods: order::Goods::Gone,
            is_before_hand_over: false,
            reason: Some("late".to_owned()),
            at_ms: 4,
            booked: None,
        };
        let taken = placed.unwrap().take(&OrderChange::Refund(refund), order::Actor::Channel, 4);
        let order = taken.unwrap().unwrap().order;
        let domain = serde_json::to_value(&order).unwrap();
        assert_eq!(serde_json::to_value(Order::from(order)).unwrap(), domain);
    }
}
