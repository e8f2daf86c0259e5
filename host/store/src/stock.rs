//! Stock: append-only moves and the balances that sum them. Quantities are millionths of stock units.

mod balances;
pub(crate) mod book;
mod levels;
mod moves;

use crate::words::words;
use bodega_domain::ids::{OrgUnitId, VariantId};
use uuid::Uuid;

pub use balances::{StockFilter, StockMismatch};
pub use moves::MoveStockError;

/// Why stock moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StockReason {
    /// Sold.
    Sale,
    /// Came back from a customer.
    Return,
    /// Came from a supplier.
    Receipt,
    /// Counted, broken, found.
    Adjust,
    /// To or from another location.
    Transfer,
}

/// Whether a move may leave less than is reserved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StockGuard {
    /// On hand may go negative: at the till the goods are there, whatever the books say.
    #[default]
    AllowNegative,
    /// Refused unless on hand less reserved stays at 0 or more: online and delivery orders.
    RequireAvailable,
}

/// A change of the stock of one variant at one location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockDelta {
    /// What.
    pub variant: VariantId,
    /// Where.
    pub location: OrgUnitId,
    /// How much more; negative = less.
    pub delta_micros: i64,
    /// Whether it may be refused.
    pub guard: StockGuard,
}

/// A document that moves stock and nothing else.
#[derive(Clone, Debug)]
pub struct MoveStock {
    /// The document, made by whoever asks; applied once.
    pub document: Uuid,
    /// Why.
    pub reason: StockReason,
    /// When it happened.
    pub occurred_at_ms: i64,
    /// When the server took it.
    pub recorded_at_ms: i64,
    /// The changes, in the document's order.
    pub deltas: Vec<StockDelta>,
    /// Told in the same transaction.
    pub events: Vec<crate::events::NewEvent>,
}

/// Whether a call did something or had been done before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Done now.
    Now,
    /// The same was done before; nothing happened.
    Before,
}

/// The stock of one variant at one location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockBalance {
    /// What.
    pub variant: VariantId,
    /// Where.
    pub location: OrgUnitId,
    /// Sum of moves.
    pub on_hand_micros: i64,
    /// Promised to sales that await payment.
    pub reserved_micros: i64,
}

impl StockBalance {
    /// What can be promised.
    pub fn available_micros(&self) -> i64 {
        self.on_hand_micros.saturating_sub(self.reserved_micros)
    }
}

/// One stored move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockMove {
    /// The sale, return or other document.
    pub document: Uuid,
    /// Position in the document.
    pub ordinal: u32,
    /// What.
    pub variant: VariantId,
    /// Where.
    pub location: OrgUnitId,
    /// How much more.
    pub delta_micros: i64,
    /// Why.
    pub reason: StockReason,
    /// When it happened.
    pub occurred_at_ms: i64,
}

words!(StockReason {
    Sale = "sale",
    Return = "return",
    Receipt = "receipt",
    Adjust = "adjust",
    Transfer = "transfer",
});
