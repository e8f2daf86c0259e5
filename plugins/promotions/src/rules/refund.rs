//! Refunds (section 13). In the platform the host refunds from stored allocations; this serves case files and
//! merchants who want to see what another refund policy would pay.

use super::basket::{Basket, InvalidBasket};
use super::evaluate::{Outcome, evaluate};
use super::model::Rules;
use bodega_core::{MICROS_PER_ONE, Micros, Remainder, split};

/// How a return is valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundPolicy {
    /// What was paid for the returned units.
    PaidShare,
    /// What the rest of the basket costs less when it is priced again.
    RepriceRemaining,
    /// Line discounts are spread over all lines again.
    RedistributePromotion,
}

/// Units of a line that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnedUnits {
    /// Line number.
    pub line: u32,
    /// How many units of it.
    pub units: u32,
}

/// The refund of each step; steps are cumulative.
///
/// # Errors
/// A step names a line that is not there.
pub fn refunds(
    rules: &Rules<'_>,
    basket: &Basket<'_>,
    outcome: &Outcome,
    policy: RefundPolicy,
    steps: &[Vec<ReturnedUnits>],
) -> Result<Vec<i64>, InvalidBasket> {
    if steps.iter().flatten().any(|returned| returned.line as usize >= basket.lines.len()) {
        return Err(InvalidBasket::UnknownLine);
    }
    match policy {
        RefundPolicy::PaidShare => Ok(paid_shares(outcome, steps)),
        RefundPolicy::RepriceRemaining => reprice_remaining(rules, basket, outcome, steps),
        RefundPolicy::RedistributePromotion => Ok(redistributed(outcome, steps)),
    }
}

fn paid_shares(outcome: &Outcome, steps: &[Vec<ReturnedUnits>]) -> Vec<i64> {
    let mut left: Vec<_> = outcome.lines().iter().map(|line| line.unit_prices()).collect();
    let mut refund = |returned: &ReturnedUnits| -> i64 {
        left[returned.line as usize].by_ref().take(returned.units as usize).sum()
    };
    steps.iter().map(|step| step.iter().map(&mut refund).sum()).collect()
}

fn reprice_remaining(
    rules: &Rules<'_>,
    basket: &Basket<'_>,
    outcome: &Outcome,
    steps: &[Vec<ReturnedUnits>],
) -> Result<Vec<i64>, InvalidBasket> {
    let mut remaining = basket.clone();
    let mut previous = outcome.total_minor();
    let mut refunds = Vec::with_capacity(steps.len());
    for step in steps {
        for returned in step {
            let line = returned.line as usize;
            if outcome.lines()[line].is_countable {
                let left = remaining.lines[line].quantity.0 - i64::from(returned.units) * MICROS_PER_ONE;
                remaining.lines[line].quantity = Micros(left.max(0));
            }
        }
        let total = evaluate(rules, &remaining)?.total_minor();
        refunds.push((previous - total).max(0));
        previous = previous.min(total);
    }
    Ok(refunds)
}

fn redistributed(outcome: &Outcome, steps: &[Vec<ReturnedUnits>]) -> Vec<i64> {
    let originals: Vec<i64> = outcome.lines().iter().map(|line| line.original).collect();
    let discount = outcome.lines().iter().map(|line| line.line_discount).sum();
    let shares = split(discount, &originals, Remainder::LargestRemainder);
    let refund =
        |returned: &ReturnedUnits| originals[returned.line as usize] - shares[returned.line as usize];
    steps.iter().map(|step| step.iter().map(refund).sum()).collect()
}
