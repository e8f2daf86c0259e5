//! Orders of sales channels as plugins tell of them, and what goes out to a channel.

use bodega_domain::order::{Charge, Fulfilment, Goods, OrderRefund};
use serde::Serialize;

/// Something that a plugin said of an order; checked by the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum OrderEffect {
    /// One came in.
    Place(Box<RecordedOrder>),
    /// Something happened to one.
    Tell {
        /// The sales channel.
        channel: String,
        /// The channel's own id.
        external_id: String,
        /// By the channel's clock, ms since 1970 UTC.
        at_ms: i64,
        /// What happened.
        said: OrderSaid,
    },
}

impl OrderEffect {
    /// How many effects it counts for: each line and charge is one.
    pub(crate) fn len(&self) -> usize {
        match self {
            OrderEffect::Place(order) => 1 + order.lines.len() + order.charges.len(),
            OrderEffect::Tell { said: OrderSaid::Refund(refund), .. } => 1 + refund.lines.len(),
            OrderEffect::Tell { .. } => 1,
        }
    }
}

/// What happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum OrderSaid {
    /// It stands there.
    Step {
        /// A status, in the plugin's words.
        to: String,
        /// Why.
        reason: Option<String>,
    },
    /// It was called off.
    Cancel {
        /// Why.
        reason: Option<String>,
        /// Where the goods are, if they had left.
        goods: Goods,
    },
    /// Money went back.
    Refund(OrderRefund),
}

/// An order as a plugin places it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedOrder {
    /// The sales channel.
    pub channel: String,
    /// The channel's own id.
    pub external_id: String,
    /// What people call it by.
    pub number: String,
    /// The store's id.
    pub store: String,
    /// How the goods get to the customer.
    pub fulfilment: Fulfilment,
    /// By the channel's clock, ms since 1970 UTC.
    pub placed_ms: i64,
    /// When the customer wants it.
    pub wanted_ms: Option<i64>,
    /// What.
    pub lines: Vec<RecordedLine>,
    /// Fees, discounts, commissions.
    pub charges: Vec<Charge>,
    /// What the customer paid, minor units.
    pub paid: i64,
    /// Who gets it; personal data, so it is in no comparison of trials.
    #[serde(skip)]
    pub recipient: Option<Recipient>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedLine {
    /// SKU.
    pub sku: String,
    /// What the channel calls it.
    pub name: String,
    /// Millionths.
    pub quantity: i64,
    /// Minor units for one.
    pub unit_price: i64,
    /// Taken off the line by the merchant, minor units.
    pub discount: i64,
}

/// Who gets an order, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// Empty where the channel does not tell, as all of these.
    pub name: String,
    /// A number to call.
    pub phone: String,
    /// Where.
    pub address: String,
    /// What the customer asks for.
    pub note: String,
}

/// What a `channel.push` takes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPush {
    /// The same over re-runs.
    pub invocation: String,
    /// The store's id.
    pub store: String,
    /// The document that maps the store, JSON text.
    pub shop: Option<String>,
    /// When, ms since 1970 UTC.
    pub now_ms: i64,
    /// 1 = the first since the last that came through.
    pub attempt: u32,
    /// Items with their latest values.
    pub items: Vec<PushItem>,
    /// Orders that people moved on.
    pub orders: Vec<PushOrder>,
}

/// An item on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushItem {
    /// SKU.
    pub sku: String,
    /// The document that maps it, JSON text.
    pub mapping: String,
    /// Millionths.
    pub on_hand: i64,
    /// Millionths.
    pub available: i64,
    /// Minor units; `None` = it has no price.
    pub price: Option<i64>,
    /// Whether the merchant sells it.
    pub is_on_sale: bool,
}

/// An order on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushOrder {
    /// Its id.
    pub id: String,
    /// The sales channel.
    pub channel: String,
    /// The channel's own id.
    pub external_id: String,
    /// Where it stands.
    pub status: String,
    /// Where it stood when the channel last agreed.
    pub known: String,
    /// Why.
    pub reason: Option<String>,
}

/// What went out, by SKU and by order id; checked by the app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PushAnswer {
    /// Items.
    pub items: Vec<(String, PushOutcome)>,
    /// Orders.
    pub orders: Vec<(String, PushOutcome)>,
}

/// What became of one item or order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PushOutcome {
    /// The channel has it.
    Done,
    /// Try again later.
    Retry(String),
    /// The channel will not have it.
    Reject(String),
}
