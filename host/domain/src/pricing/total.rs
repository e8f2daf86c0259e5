//! The whole computation from stored inputs and answers to a price. Used at checkout, by `explain`, by the till.

use super::apply::{AppliedAdjustment, UnitRun, apply_answer, apply_manual_discounts};
use super::input::{Consulted, Outcome, PricingInput, SkipReason};
use super::tax::{TaxMode, tax_of};
use super::units::{LineUnits, PricingError, Units};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A basket with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedSale {
    /// In ticket order.
    pub lines: Vec<PricedLine>,
    /// In the order given: the position in `consulted` and what it gave.
    pub adjustments: Vec<(usize, AppliedAdjustment)>,
    /// By rate, lowest first.
    pub taxes: Vec<TaxTotal>,
    /// Sum of lines before discounts.
    pub subtotal_minor: i64,
    /// Sum of the cashier's and the plugins' discounts.
    pub discount_minor: i64,
    /// Sum of taxes, included or added.
    pub tax_minor: i64,
    /// What the customer owes.
    pub total_minor: i64,
    mode: TaxMode,
}

/// One line with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// Before discounts.
    pub original_minor: i64,
    /// Taken off by the cashier.
    pub manual_discount_minor: i64,
    /// Taken off by plugins.
    pub discount_minor: i64,
    /// What is left, with tax in it where prices hold tax.
    pub amount_minor: i64,
    /// Included in or added to the amount.
    pub tax_minor: i64,
    /// What each unit costs in the end.
    pub units: Vec<UnitRun>,
}

/// Tax at one rate: the sum of the lines' taxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTotal {
    /// Parts per million.
    pub rate_ppm: u32,
    /// The amount the tax is of, without tax.
    pub net_minor: i64,
    /// The tax.
    pub tax_minor: i64,
}

impl PricedSale {
    /// Tax that comes on top of the lines; 0 where prices hold tax.
    pub fn added_tax_minor(&self) -> i64 {
        match self.mode {
            TaxMode::Inclusive => 0,
            TaxMode::Exclusive => self.tax_minor,
        }
    }
}

/// Prices a basket with answers that are already there. `ask` is called once for each installation, in order,
/// with the units as they then stand, and gives what it said; an answer that fails the checks is recorded as a
/// skip of that installation and changes nothing.
pub fn price(
    input: &PricingInput,
    consulted: &mut [Consulted],
    mut ask: impl FnMut(&Units, &mut Consulted),
) -> Result<PricedSale, PricingError> {
    let mut units = Units::flatten(input)?;
    let originals: Vec<i64> = units.lines.iter().map(LineUnits::original_total).collect();
    let taken = apply_manual_discounts(&mut units, &input.manual_discounts)?;
    let mut manual = vec![0i64; input.lines.len()];
    for (discount, amount) in input.manual_discounts.iter().zip(taken) {
        manual[discount.line as usize] += amount;
    }

    let mut adjustments = Vec::new();
    for (position, installation) in consulted.iter_mut().enumerate() {
        ask(&units, installation);
        let Outcome::Answered(answer) = &installation.outcome else {
            continue;
        };
        match apply_answer(&mut units, &input.lines, answer, installation.installation, installation.cap_ppm)
        {
            Ok(applied) => adjustments.extend(applied.into_iter().map(|adjustment| (position, adjustment))),
            Err(violation) => {
                let reason = SkipReason { code: violation.code().to_owned(), message: violation.to_string() };
                installation.outcome = Outcome::Skipped(reason);
            }
        }
    }
    Ok(total(input, &units, &originals, &manual, adjustments))
}

fn total(
    input: &PricingInput,
    units: &Units,
    originals: &[i64],
    manual: &[i64],
    adjustments: Vec<(usize, AppliedAdjustment)>,
) -> PricedSale {
    let mode = input.context.tax_mode;
    let mut by_rate: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
    let mut lines = Vec::with_capacity(input.lines.len());
    for (number, line) in units.lines.iter().enumerate() {
        let (amount, ppm) = (line.total(), input.lines[number].tax_ppm);
        let tax = tax_of(amount, ppm, mode);
        let net = if mode == TaxMode::Inclusive { amount - tax } else { amount };
        let sums = by_rate.entry(ppm).or_default();
        (sums.0, sums.1) = (sums.0 + net, sums.1 + tax);
        lines.push(PricedLine {
            original_minor: originals[number],
            manual_discount_minor: manual[number],
            discount_minor: originals[number] - manual[number] - amount,
            amount_minor: amount,
            tax_minor: tax,
            units: unit_runs(line),
        });
    }
    let sum = |of: fn(&PricedLine) -> i64| lines.iter().map(of).sum::<i64>();
    let (subtotal, tax) = (sum(|l| l.original_minor), sum(|l| l.tax_minor));
    let discount = sum(|l| l.manual_discount_minor + l.discount_minor);
    let added = if mode == TaxMode::Exclusive { tax } else { 0 };
    PricedSale {
        adjustments,
        taxes: by_rate
            .into_iter()
            .map(|(rate_ppm, (net_minor, tax_minor))| TaxTotal { rate_ppm, net_minor, tax_minor })
            .collect(),
        subtotal_minor: subtotal,
        discount_minor: discount,
        tax_minor: tax,
        total_minor: subtotal - discount + added,
        lines,
        mode,
    }
}

fn unit_runs(line: &LineUnits) -> Vec<UnitRun> {
    let mut first = 0;
    line.runs
        .iter()
        .map(|run| {
            let unit_run = UnitRun { first, count: run.count, amount: run.amount };
            first += run.count;
            unit_run
        })
        .collect()
}

#[cfg(test)]
mod tests;
