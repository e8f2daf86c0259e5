//! Results in the format's own terms (section 14).

use super::evaluate::Outcome;
use super::model::Rules;
use bodega_core::Micros;

/// Everything that a case file can expect of an evaluation, but for refunds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Sum of original prices.
    pub subtotal_minor: i64,
    /// Line discounts by line, manual ones included.
    pub line_discounts_minor: Vec<i64>,
    /// Order shares by line.
    pub order_allocations_minor: Vec<i64>,
    /// Sum of order shares.
    pub order_discount_minor: i64,
    /// Sum of running prices.
    pub total_minor: i64,
    /// Running prices of units by line.
    pub unit_totals_minor: Vec<Vec<i64>>,
    /// Gifts in the order granted.
    pub gifts: Vec<Gift>,
    /// Ids of promotions that changed something, sorted as text.
    pub applied_promotions: Vec<String>,
}

/// A granted gift by SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gift {
    /// What is given.
    pub sku: String,
    /// How much of it.
    pub quantity: Micros,
}

impl Outcome {
    /// The outcome as results.
    pub fn results(&self, rules: &Rules<'_>) -> Results {
        let lines = self.lines();
        let order_allocations_minor: Vec<i64> =
            lines.iter().map(|line| line.original - line.line_discount - line.running).collect();
        let mut applied_promotions: Vec<String> =
            self.applied.iter().map(|applied| rules.promotions[applied.promotion].id.to_owned()).collect();
        applied_promotions.sort_unstable();
        applied_promotions.dedup();
        Results {
            subtotal_minor: lines.iter().map(|line| line.original).sum(),
            line_discounts_minor: lines.iter().map(|line| line.line_discount).collect(),
            order_discount_minor: order_allocations_minor.iter().sum(),
            order_allocations_minor,
            total_minor: self.total_minor(),
            unit_totals_minor: lines.iter().map(|line| line.unit_prices().collect()).collect(),
            gifts: self
                .gifts
                .iter()
                .map(|gift| Gift { sku: gift.sku(rules).to_owned(), quantity: gift.quantity })
                .collect(),
            applied_promotions,
        }
    }

    /// Sum of running prices.
    pub fn total_minor(&self) -> i64 {
        self.lines().iter().map(|line| line.running).sum()
    }
}
