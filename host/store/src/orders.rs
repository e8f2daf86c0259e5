//! Orders of sales channels: placed and changed in the writer's group, so that stock, events and the order agree.

mod book;
mod booking;
mod change;
mod draft;
mod early;
mod list;
mod rows;

use bodega_domain::order::{Order, OrderChange};
use serde::{Deserialize, Serialize};

pub(crate) use book::{OrderBook, OrderNeeds, Owner, Teller};
pub use booking::BookedRefund;
pub use change::{ChangeOrder, ChangeOrderError};
pub use list::OrderFilter;
pub(crate) use rows::read_body as read_order;
pub(crate) use rows::seal_recipient;

/// What an invocation of a channel's plugin says of orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderCommand {
    /// An order came in; one that is there already stays as it is.
    Place(Box<PlaceOrder>),
    /// Something happened to one.
    Tell(OrderNews),
}

/// An order to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceOrder {
    /// The order, checked; nothing reserved.
    pub order: Order,
    /// Who gets it, and where.
    pub recipient: Option<Recipient>,
}

/// What happened to an order, by the channel's own id of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNews {
    /// The sales channel.
    pub channel: String,
    /// The channel's id.
    pub external_id: String,
    /// What happened.
    pub change: OrderChange,
    /// When, by the channel's clock, ms since 1970 UTC.
    pub at_ms: i64,
}

/// Personal data of an order; empty texts where the channel does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// Who gets it.
    pub name: String,
    /// As the channel gives it, often a number that forwards for a day.
    pub phone: String,
    /// Where.
    pub address: String,
    /// What the customer asks for.
    pub note: String,
}
