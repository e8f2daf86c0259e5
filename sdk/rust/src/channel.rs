//! Sales channels as a plugin author sees them: orders that come in, and what goes out.

use crate::Host;
pub use crate::bindings::channel::exports::bodega::channel::push::{
    Answer as PushAnswer, Failure as PushFailure, Outcome as PushOutcome,
};
pub use crate::bindings::imports::bodega::channel::changes::{
    Details as PushDetails, Item as PushItem, Order as PushOrder,
};
pub use crate::bindings::imports::bodega::data::order_effects::{
    Charge, ChargeKind, Fulfilment, Goods, Line as OrderLine, NewOrder, OrderRef, Party, RepaidLine,
    Repayment,
};
pub use crate::bindings::imports::bodega::data::order_recipients::Recipient;

/// What a push takes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Which store, and what there is.
    pub details: PushDetails,
    /// Items with their latest values.
    pub items: Vec<PushItem>,
    /// Orders that people moved on.
    pub orders: Vec<PushOrder>,
}

/// Serves `channel.push`.
pub trait Channel {
    /// Takes changes of one store out to the channel and says what became of each. Effects are committed with that.
    ///
    /// # Errors
    /// Where nothing went out: all of it is tried again later with back-off, with newer values where there are.
    fn push(changes: &Changes, host: &mut impl Host) -> Result<PushAnswer, PushFailure>;
}

impl PushAnswer {
    /// Everything went out.
    pub fn all_done(changes: &Changes) -> Self {
        PushAnswer {
            items: changes.items.iter().map(|item| (item.sku.clone(), PushOutcome::Done)).collect(),
            orders: changes.orders.iter().map(|order| (order.id.clone(), PushOutcome::Done)).collect(),
        }
    }
}

impl OrderRef {
    /// The order that a channel calls `external_id`.
    pub fn new(channel: &str, external_id: &str) -> Self {
        OrderRef { channel: channel.to_owned(), external_id: external_id.to_owned() }
    }
}
