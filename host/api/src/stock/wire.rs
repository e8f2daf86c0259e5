//! Stock on the wire.

use crate::extract::Created;
use crate::quantity::Quantity;
use bodega_app::stock::{self, Applied};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Goods that came, or a correction.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockDocument {
    /// Made by the client: the same document is applied once, however often it is sent.
    pub id: Uuid,
    /// The store or warehouse.
    pub location: Uuid,
    /// When it happened, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// 1 to 2000 lines.
    #[schema(min_items = 1, max_items = 2000)]
    pub lines: Vec<StockLine>,
}

/// One line of a stock document.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StockLine {
    /// What.
    pub variant: Uuid,
    /// In stock units; a correction may be negative.
    pub quantity: Quantity,
}

impl From<StockDocument> for stock::StockDocument {
    fn from(document: StockDocument) -> Self {
        let line = |line: StockLine| stock::StockLine {
            variant: line.variant.into(),
            quantity: line.quantity.micros(),
        };
        stock::StockDocument {
            id: document.id,
            location: document.location.into(),
            occurred_at_ms: document.occurred_at_ms,
            lines: document.lines.into_iter().map(line).collect(),
        }
    }
}

/// A stock document that is in the books.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StockBooked {
    /// The document.
    pub id: Uuid,
}

impl StockBooked {
    pub(crate) fn answer(id: Uuid, applied: Applied) -> Created<Self> {
        match applied {
            Applied::Now => Created::Now(StockBooked { id }),
            Applied::Before => Created::Before(StockBooked { id }),
        }
    }
}

/// The stock of one variant at one location, in stock units.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StockBalance {
    /// What.
    pub variant: Uuid,
    /// Where.
    pub location: Uuid,
    /// Sum of moves; below 0 where more was sold than the books knew of.
    pub on_hand: Quantity,
    /// Promised to sales that await payment.
    pub reserved: Quantity,
    /// What can be promised.
    pub available: Quantity,
}

impl From<stock::StockBalance> for StockBalance {
    fn from(balance: stock::StockBalance) -> Self {
        StockBalance {
            variant: balance.variant.0,
            location: balance.location.0,
            on_hand: Quantity::from_micros(balance.on_hand_micros),
            reserved: Quantity::from_micros(balance.reserved_micros),
            available: Quantity::from_micros(balance.available_micros()),
        }
    }
}
