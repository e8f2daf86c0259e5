//! What is priced: lines, the customer and what they entered, and where prices stand before promotions.

use bodega_core::Micros;
use std::fmt;

/// A basket and its context (sections 3 and 4).
#[derive(Clone, Debug, Default)]
pub struct Basket<'a> {
    /// Lines in order of the ticket.
    pub lines: Vec<Line<'a>>,
    /// Tag names that [`Self::line_tags`] points to.
    pub tags: Vec<&'a str>,
    /// Which line carries which tag: line number, index into [`Self::tags`].
    pub line_tags: Vec<(u32, u32)>,
    /// Codes entered. Duplicates do no harm.
    pub coupons: Vec<&'a str>,
    /// Uses so far by promotion id; a promotion that is not named was never used.
    pub uses: Vec<(&'a str, Uses)>,
    /// Tags of the customer.
    pub customer_tags: Vec<&'a str>,
    /// 1 = this is the customer's first order.
    pub order_number: Option<i64>,
    /// The instant of pricing; windows are shut without one.
    pub now_ms: Option<i64>,
    /// Running prices where earlier stages changed them: runs over all units in order. `None` starts at list prices.
    pub running: Option<Vec<UnitRun>>,
    /// Discounts of lines that belong to no promotion.
    pub manual_discounts: Vec<ManualDiscount>,
}

/// One line of the basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The product.
    pub sku: &'a str,
    /// List price of one selling unit.
    pub unit_price_minor: i64,
    /// Selling units.
    pub quantity: Micros,
    /// Least price of a unit; ignored for an uncountable piece.
    pub unit_floor_minor: i64,
    /// Stock units in one selling unit.
    pub stock_units: i64,
    /// Measured goods: one piece, never countable.
    pub is_measured: bool,
}

/// `count` consecutive units that cost `price` each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitRun {
    /// Number of units.
    pub count: u32,
    /// Running price of each.
    pub price_minor: i64,
}

/// A discount that a person gave on a line. An amount of 0 still marks the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManualDiscount {
    /// Line number.
    pub line: u32,
    /// Taken off the line's units before any promotion.
    pub amount_minor: i64,
}

/// Committed uses of a promotion, less cancelled ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By this customer.
    pub per_customer: i64,
    /// By everyone.
    pub total: i64,
}

/// Why a basket cannot be priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidBasket {
    /// More units than [`UNITS_MAX`].
    TooManyUnits,
    /// Amounts beyond [`AMOUNT_MAX_MINOR`].
    AmountTooLarge,
    /// Running prices do not cover the units of the lines one to one.
    UnitsDoNotMatch,
    /// A tag or a manual discount names a line, or a line a tag, that is not there.
    UnknownLine,
}

/// Units in one basket. Used marks take a bit each, so this is 2 MiB of a guest's memory.
pub(super) const UNITS_MAX: usize = 1 << 24;

/// The greatest sum of list prices, so that no sum of prices overflows 64 bits.
pub(super) const AMOUNT_MAX_MINOR: i64 = 1 << 61;

impl fmt::Display for InvalidBasket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidBasket::TooManyUnits => write!(f, "the basket has more than {UNITS_MAX} units"),
            InvalidBasket::AmountTooLarge => f.write_str("the amounts of the basket are too large"),
            InvalidBasket::UnitsDoNotMatch => {
                f.write_str("running prices do not match the units of the lines")
            }
            InvalidBasket::UnknownLine => {
                f.write_str("a tag or a manual discount names a line that is not there")
            }
        }
    }
}

impl std::error::Error for InvalidBasket {}
