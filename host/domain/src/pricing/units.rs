//! A basket flattened into units, kept as runs of equal price.

use super::PricingInput;
use bodega_core::{Micros, line_amount};

/// `count` consecutive units that cost `amount` each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Units.
    pub count: u32,
    /// Minor units a unit.
    pub amount: i64,
}

/// The units of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineUnits {
    /// Before any discount, minor units a unit.
    pub original: i64,
    /// The price that no discount may pass, a unit.
    pub hard_floor: i64,
    /// What the cashier's discounts must leave, a unit.
    pub floor: i64,
    /// Current prices in unit order.
    pub runs: Vec<Run>,
}

/// Why a basket cannot be priced at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PricingError {
    /// More units than [`UNITS_PER_LINE_MAX`], or a quantity below zero.
    #[error("line {line}: quantity must be from 0 to {UNITS_PER_LINE_MAX} units")]
    Quantity {
        /// Line number.
        line: u32,
    },
    /// An amount does not fit or passes [`AMOUNT_MAX`].
    #[error("line {line}: amount is too large")]
    Amount {
        /// Line number.
        line: u32,
    },
    /// A manual discount below zero or of a line that is not there.
    #[error("manual discount {index} names no line or is below 0")]
    ManualDiscount {
        /// Position in the list.
        index: usize,
    },
}

/// The most units of one line: a pallet of sweets fits, a mistyped barcode in the quantity field does not.
pub const UNITS_PER_LINE_MAX: u32 = 1_000_000;

/// The largest amount of a line in minor units, far from overflow when thousands of lines are added.
pub const AMOUNT_MAX: i64 = 1 << 50;

impl LineUnits {
    /// How many units.
    pub fn count(&self) -> u32 {
        self.runs.iter().map(|run| run.count).sum()
    }

    /// Sum of current prices.
    pub fn total(&self) -> i64 {
        self.runs.iter().map(|run| run.amount * i64::from(run.count)).sum()
    }

    /// Sum of original prices.
    pub fn original_total(&self) -> i64 {
        self.original * i64::from(self.count())
    }

    /// Makes `index` the start of a run and returns that run's position; `count()` gives the end.
    pub(super) fn split_at(&mut self, index: u32) -> usize {
        let mut start = 0;
        for position in 0..self.runs.len() {
            let run = self.runs[position];
            if index == start {
                return position;
            }
            if index < start + run.count {
                let head = index - start;
                self.runs[position].count = head;
                self.runs.insert(position + 1, Run { count: run.count - head, amount: run.amount });
                return position + 1;
            }
            start += run.count;
        }
        self.runs.len()
    }

    /// Joins neighbours of equal price.
    pub(super) fn merge(&mut self) {
        self.runs.dedup_by(|next, kept| {
            let same = next.amount == kept.amount;
            if same {
                kept.count += next.count;
            }
            same
        });
    }
}

/// The units of a whole basket, by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    /// In line order.
    pub lines: Vec<LineUnits>,
}

impl Units {
    /// Flattens the basket: a whole quantity that is not measured becomes that many units, anything else but 0
    /// one piece whose price is rounded half up and whose floor is 0.
    pub fn flatten(input: &PricingInput) -> Result<Self, PricingError> {
        let mut lines = Vec::with_capacity(input.lines.len());
        for (number, line) in (0u32..).zip(&input.lines) {
            let quantity = Micros(line.quantity);
            if line.quantity < 0
                || line.quantity / bodega_core::MICROS_PER_ONE > i64::from(UNITS_PER_LINE_MAX)
            {
                return Err(PricingError::Quantity { line: number });
            }
            let total = line_amount(line.unit_price, quantity)
                .filter(|total| total.abs() <= AMOUNT_MAX && line.unit_price.abs() <= AMOUNT_MAX)
                .ok_or(PricingError::Amount { line: number })?;
            let units = match quantity.whole_units() {
                Some(0) => LineUnits { original: 0, hard_floor: 0, floor: 0, runs: Vec::new() },
                Some(count) if !line.measured => LineUnits {
                    original: line.unit_price,
                    hard_floor: line.hard_floor,
                    floor: line.floor,
                    runs: vec![Run { count, amount: line.unit_price }],
                },
                _ => {
                    let hard_floor = line_amount(line.hard_floor, quantity).unwrap_or(0);
                    LineUnits {
                        original: total,
                        hard_floor,
                        floor: 0,
                        runs: vec![Run { count: 1, amount: total }],
                    }
                }
            };
            lines.push(units);
        }
        Ok(Units { lines })
    }

    /// Sum of current prices.
    pub fn total(&self) -> i64 {
        self.lines.iter().map(LineUnits::total).sum()
    }

    /// Sum of original prices.
    pub fn original_total(&self) -> i64 {
        self.lines.iter().map(LineUnits::original_total).sum()
    }
}
