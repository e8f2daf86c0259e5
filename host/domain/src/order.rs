//! A channel order: what a customer bought and paid at an outside sales channel, and how far the store is with it.
//!
//! Prices are the channel's facts and are never worked out again. What the channel reports comes twice, late and out of
//! order, so news only moves an order forward: an order does not depend on the order in which its news arrives.

mod change;
mod new;

use crate::ids::{LegalEntityId, OrderId, OrgUnitId, ReturnId, SaleId, VariantId};
use serde::{Deserialize, Serialize};

pub use change::{Goods, Notice, OrderChange, OrderRefused, Taken};
pub use new::{InvalidOrder, NewOrder, NewOrderLine, order_id_is_plain};

/// The most lines of an order.
pub const LINES_MAX: usize = 500;
/// The most charges of an order.
pub const CHARGES_MAX: usize = 50;
/// The most refunds of an order.
pub const REFUNDS_MAX: usize = 100;
/// The longest id that a channel gives an order or refund, bytes.
pub const EXTERNAL_ID_MAX: usize = 64;
/// The longest name, number or reason, characters.
pub const TEXT_MAX: usize = 200;

/// An order of a sales channel. Amounts in minor units of `currency`, tax in them; quantities in millionths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Made by the host.
    pub id: OrderId,
    /// The plugin that serves the channel.
    pub plugin: String,
    /// The sales channel, a code that the plugin's manifest declares.
    pub channel: String,
    /// The channel's own id, unique in the channel.
    pub external_id: String,
    /// What people call it by, e.g. the channel's number of the day.
    pub number: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// The store that serves it.
    pub store: OrgUnitId,
    /// Who sells in law.
    pub legal_entity: LegalEntityId,
    /// How the goods get to the customer.
    pub fulfilment: Fulfilment,
    /// ISO 4217 code.
    pub currency: String,
    /// When the customer ordered, by the channel's clock, ms since 1970 UTC.
    pub placed_at_ms: i64,
    /// When the customer wants it; absent = as soon as can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_at_ms: Option<i64>,
    /// When the server stored it, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// In the channel's order.
    pub lines: Vec<OrderLine>,
    /// Fees, discounts and commissions beside the lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charge>,
    /// Sum of lines.
    pub goods_minor: i64,
    /// What the customer paid to the channel: goods and fees less discounts.
    pub paid_minor: i64,
    /// What it is worth to the merchant before commission: goods and own fees less own discounts.
    pub sale_minor: i64,
    /// What went back, in the order it was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<OrderRefund>,
    /// How it came to where it stands, first to last.
    pub steps: Vec<OrderStep>,
    /// The sale it became, once it was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale: Option<SaleId>,
}

/// Where an order stands. The first six follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
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

impl OrderStatus {
    /// All of them.
    pub const ALL: [OrderStatus; 8] = [
        OrderStatus::New,
        OrderStatus::Accepted,
        OrderStatus::Preparing,
        OrderStatus::Ready,
        OrderStatus::HandedOver,
        OrderStatus::Completed,
        OrderStatus::Rejected,
        OrderStatus::Cancelled,
    ];

    /// The text in databases, on the wire and in the plugins' contract.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderStatus::New => "new",
            OrderStatus::Accepted => "accepted",
            OrderStatus::Preparing => "preparing",
            OrderStatus::Ready => "ready",
            OrderStatus::HandedOver => "handed_over",
            OrderStatus::Completed => "completed",
            OrderStatus::Rejected => "rejected",
            OrderStatus::Cancelled => "cancelled",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether it was given up.
    pub fn is_off(self) -> bool {
        matches!(self, OrderStatus::Rejected | OrderStatus::Cancelled)
    }
}

/// How the goods get to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// The channel's couriers.
    ChannelDelivery,
    /// The store's own.
    StoreDelivery,
    /// The customer comes.
    Pickup,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// From 0, in the channel's order.
    pub line: u32,
    /// The SKU that the plugin found for the channel's item.
    pub sku: String,
    /// The variant; absent where the SKU is not in the catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    /// What the channel calls it.
    pub name: String,
    /// Millionths; decimal text in JSON.
    #[serde(with = "crate::decimal")]
    pub quantity: i64,
    /// The channel's price of one.
    pub unit_price_minor: i64,
    /// What the merchant took off the line.
    pub discount_minor: i64,
    /// Price times quantity, rounded half up, less the discount.
    pub amount_minor: i64,
    /// Units that can be refunded one by one; 1 for weighed goods.
    pub units: u32,
    /// Millionths of stock units that the line takes.
    #[serde(with = "crate::decimal")]
    pub stock: i64,
    /// Of them, reserved now.
    #[serde(with = "crate::decimal")]
    pub reserved: i64,
    /// Of them, out of the store.
    #[serde(with = "crate::decimal")]
    pub out: i64,
}

impl OrderLine {
    /// Millionths of stock units that so many of its units take.
    pub fn stock_of(&self, units: u32) -> i64 {
        let share = i128::from(self.stock) * i128::from(units) / i128::from(self.units.max(1));
        i64::try_from(share).unwrap_or(self.stock)
    }
}

/// A named amount beside the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// What the channel calls it, e.g. `delivery`, `packaging`, `spend-30-save-5`.
    pub name: String,
    /// What it does.
    pub kind: ChargeKind,
    /// Never below 0.
    pub amount_minor: i64,
    /// Who gets the fee or bears the discount: `merchant`, `channel` or a third party's name.
    pub party: String,
}

/// What a charge does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeKind {
    /// The customer pays it on top.
    Fee,
    /// The customer pays that much less; borne by others than the merchant it is a subsidy.
    Discount,
    /// The party keeps it from what it owes the merchant; the customer does not see it.
    Commission,
}

/// The merchant, as a charge's party.
pub const MERCHANT: &str = "merchant";

/// Money that went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRefund {
    /// The channel's own id, unique in the order.
    pub id: String,
    /// What the customer got back.
    pub customer_minor: i64,
    /// What it costs the merchant.
    pub merchant_minor: i64,
    /// The units it is for; what their amounts leave of the merchant's share is an allowance on what was sold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<RefundLine>,
    /// Where the goods are.
    pub goods: Goods,
    /// Whether the goods had not left the store yet.
    pub is_before_hand_over: bool,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By the channel's clock, ms since 1970 UTC.
    pub at_ms: i64,
    /// The return it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<ReturnId>,
}

/// Units of a line that are refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The order's line.
    pub line: u32,
    /// How many units.
    pub units: u32,
    /// What they cost the merchant, all together.
    pub amount_minor: i64,
}

/// One step of an order's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderStep {
    /// Where it then stood.
    pub status: OrderStatus,
    /// Who said so.
    pub by: Actor,
    /// When, by the clock of whoever said so, ms since 1970 UTC.
    pub at_ms: i64,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Who says something of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The sales channel, through its plugin: what it says has happened.
    Channel,
    /// A person of the merchant: the channel is to be told.
    Person,
}

/// How much of an order went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Nothing.
    None,
    /// Some of it.
    Partial,
    /// All that the customer paid.
    Full,
}

impl RefundState {
    /// The text in databases and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            RefundState::None => "none",
            RefundState::Partial => "partial",
            RefundState::Full => "full",
        }
    }
}

impl Order {
    /// How much of it went back.
    pub fn refund_state(&self) -> RefundState {
        let back: i64 = self.refunds.iter().map(|refund| refund.customer_minor).sum();
        match self.refunds.is_empty() {
            true => RefundState::None,
            false if back >= self.paid_minor => RefundState::Full,
            false => RefundState::Partial,
        }
    }

    /// Units of a line that were refunded.
    pub fn units_back(&self, line: u32) -> u32 {
        let of_line = self.refunds.iter().flat_map(|refund| &refund.lines).filter(|back| back.line == line);
        of_line.map(|back| back.units).sum()
    }

    /// Lines that the store could not reserve whole when the order came.
    pub fn short_lines(&self) -> Vec<u32> {
        let short = |line: &&OrderLine| line.variant.is_some() && line.reserved < line.stock;
        self.lines.iter().filter(short).map(|line| line.line).collect()
    }
}

#[cfg(test)]
mod tests;
