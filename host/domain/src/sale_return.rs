//! Returns: what units of a sale come back and what is paid back for them, from stored unit prices alone.

use crate::ids::{LegalEntityId, OrgUnitId, ReturnId, SaleId, TerminalId};
use crate::pricing::{TaxMode, UnitRun};
use crate::sale::{SaleLine, Tender};
use serde::{Deserialize, Serialize};

/// A return as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleReturn {
    /// Made by the till.
    pub id: ReturnId,
    /// The number people read.
    pub number: String,
    /// What is returned from.
    pub sale: SaleId,
    /// The store that takes the goods.
    pub store: OrgUnitId,
    /// The terminal.
    pub terminal: TerminalId,
    /// Who pays back in law.
    pub legal_entity: LegalEntityId,
    /// By the device, ms since 1970 UTC.
    pub occurred_at_ms: i64,
    /// By the server, ms since 1970 UTC.
    pub recorded_at_ms: i64,
    /// The day it counts for.
    pub business_date: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What came back.
    pub lines: Vec<ReturnedLine>,
    /// Tax in (or on) what is paid back.
    pub tax_minor: i64,
    /// What is paid back before cash rounding.
    pub refund_minor: i64,
    /// Added to the refund where it is paid in cash; may be negative.
    pub cash_rounding_minor: i64,
    /// How it is paid back; amounts above 0.
    pub tenders: Vec<Tender>,
}

/// Units of one line that came back, all at one price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedLine {
    /// The sale's line number.
    pub line: u32,
    /// SKU.
    pub sku: String,
    /// First unit of the line.
    pub first: u32,
    /// Units; 0 = an allowance: money back, no goods.
    pub count: u32,
    /// Millionths of the line's quantity; decimal text in JSON.
    #[serde(with = "crate::decimal")]
    pub quantity: i64,
    /// What these units were paid with, tax as in the sale's prices.
    pub amount_minor: i64,
    /// Their tax.
    pub tax_minor: i64,
}

/// What the customer brings back of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The sale's line number.
    pub line: u32,
    /// How many units; the lowest that have not come back yet are taken.
    pub count: u32,
}

/// Why a return cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReturnError {
    /// The sale has no such line, or it is named twice.
    #[error("line {line} is not on the sale, or is named twice")]
    Line {
        /// As asked.
        line: u32,
    },
    /// More than is left.
    #[error("line {line}: {wanted} units wanted, {left} left to return")]
    Units {
        /// The line.
        line: u32,
        /// As asked.
        wanted: u32,
        /// Not yet returned.
        left: u32,
    },
}

/// Works out what comes back: the lowest units of each line that are not in `returned` yet, at what each was
/// paid with. The tax of a line's returns adds up to the line's tax exactly when all of it is back.
pub fn returned_lines(
    lines: &[SaleLine],
    returned: &[ReturnedLine],
    wanted: &[Wanted],
) -> Result<Vec<ReturnedLine>, ReturnError> {
    let mut back: Vec<ReturnedLine> = Vec::new();
    for (position, want) in wanted.iter().enumerate() {
        let twice = wanted[..position].iter().any(|earlier| earlier.line == want.line);
        let line =
            lines.get(want.line as usize).filter(|_| !twice).ok_or(ReturnError::Line { line: want.line })?;
        let earlier: Vec<&ReturnedLine> = returned.iter().filter(|r| r.line == want.line).collect();
        let is_back = |unit: u32| earlier.iter().any(|r| unit >= r.first && unit < r.first + r.count);
        let total: u32 = line.units.iter().map(|run| run.count).sum();
        let gone: u32 = earlier.iter().map(|r| r.count).sum();
        let left = total - gone.min(total);
        if want.count == 0 || want.count > left {
            return Err(ReturnError::Units { line: want.line, wanted: want.count, left });
        }
        let mut amount_before: i64 = earlier.iter().map(|r| r.amount_minor).sum();
        let mut need = want.count;
        for run in &line.units {
            let (mut unit, end) = (run.first, run.first + run.count);
            while unit < end && need > 0 {
                if is_back(unit) {
                    unit += 1;
                    continue;
                }
                let stretch = (unit..end).take(need as usize).take_while(|&u| !is_back(u)).count() as u32;
                let part = UnitRun { first: unit, count: stretch, amount: run.amount };
                back.push(returned_line(line, part, total, &mut amount_before));
                unit += stretch;
                need -= stretch;
            }
        }
    }
    Ok(back)
}

/// Works out a refund whose amount is a fact: `own` says what each line's units cost (0 = not told), the rest of
/// `refund_minor` goes over what is left of all lines by largest remainder. Money back for a line of which no unit came
/// back is an allowance: a returned line of no units. `None` where less is left than goes back.
///
/// # Errors
/// Those of [`returned_lines`].
pub fn refunded_lines(
    lines: &[SaleLine],
    returned: &[ReturnedLine],
    wanted: &[(Wanted, i64)],
    refund_minor: i64,
) -> Result<Option<Vec<ReturnedLine>>, ReturnError> {
    let units: Vec<Wanted> = wanted.iter().map(|(want, _)| *want).collect();
    let mut back = returned_lines(lines, returned, &units)?;
    let own = |line: u32| wanted.iter().find(|(want, _)| want.line == line).map_or(0, |(_, amount)| *amount);
    let before = |line: u32| -> i64 {
        returned.iter().filter(|earlier| earlier.line == line).map(|earlier| earlier.amount_minor).sum()
    };
    let weights: Vec<i64> =
        lines.iter().map(|sold| (sold.amount_minor - before(sold.line) - own(sold.line)).max(0)).collect();
    let rest = refund_minor - wanted.iter().map(|(_, amount)| amount).sum::<i64>();
    if rest < 0 || rest > weights.iter().sum() {
        return Ok(None);
    }
    let shares = bodega_core::split(rest, &weights, bodega_core::Remainder::LargestRemainder);
    for (sold, share) in lines.iter().zip(shares) {
        let amount = own(sold.line) + share;
        let runs: Vec<usize> = (0..back.len()).filter(|at| back[*at].line == sold.line).collect();
        if runs.is_empty() && amount > 0 {
            back.push(ReturnedLine {
                line: sold.line,
                sku: sold.sku.clone(),
                first: 0,
                count: 0,
                quantity: 0,
                amount_minor: amount,
                tax_minor: share_of_tax(sold, before(sold.line), amount),
            });
        }
        let counts: Vec<i64> = runs.iter().map(|at| i64::from(back[*at].count)).collect();
        let parts = bodega_core::split(amount, &counts, bodega_core::Remainder::LargestRemainder);
        let mut until = before(sold.line);
        for (at, part) in runs.into_iter().zip(parts) {
            (back[at].amount_minor, back[at].tax_minor) = (part, share_of_tax(sold, until, part));
            until += part;
        }
    }
    Ok(Some(back))
}

/// The line's own tax, shared by amount and taken as a difference of running totals: no minor unit is lost.
fn share_of_tax(line: &SaleLine, before: i64, amount: i64) -> i64 {
    let until = |until: i64| -> i64 {
        if line.amount_minor == 0 {
            return 0;
        }
        let exact = i128::from(line.tax_minor) * i128::from(until);
        let whole = i128::from(line.amount_minor);
        let (numerator, denominator) = if whole < 0 { (-exact, -whole) } else { (exact, whole) };
        bodega_core::div_round(numerator, denominator, bodega_core::Rounding::HalfUp) as i64
    };
    until(before + amount) - until(before)
}

fn returned_line(line: &SaleLine, part: UnitRun, total: u32, amount_before: &mut i64) -> ReturnedLine {
    let amount = part.amount * i64::from(part.count);
    let tax = share_of_tax(line, *amount_before, amount);
    *amount_before += amount;
    let quantity =
        if total == 1 { line.quantity } else { i64::from(part.count) * bodega_core::MICROS_PER_ONE };
    ReturnedLine {
        line: line.line,
        sku: line.sku.clone(),
        first: part.first,
        count: part.count,
        quantity,
        amount_minor: amount,
        tax_minor: tax,
    }
}

/// What is paid back for returned lines: their amounts, with the tax on top where prices do not hold it.
pub fn refund_minor(lines: &[ReturnedLine], mode: TaxMode) -> i64 {
    let amounts: i64 = lines.iter().map(|line| line.amount_minor).sum();
    match mode {
        TaxMode::Inclusive => amounts,
        TaxMode::Exclusive => amounts + lines.iter().map(|line| line.tax_minor).sum::<i64>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(line: u32, count: u32, amount: i64, tax_minor: i64) -> SaleLine {
        SaleLine {
            line,
            variant: None,
            sku: format!("s{line}"),
            name: String::new(),
            quantity: i64::from(count) * bodega_core::MICROS_PER_ONE,
            unit_price_minor: amount,
            stock_units: 1,
            measured: false,
            tags: Vec::new(),
            gift: None,
            original_minor: amount * i64::from(count),
            manual_discount_minor: 0,
            discount_minor: 0,
            amount_minor: amount * i64::from(count),
            tax_ppm: 130_000,
            tax_minor,
            units: vec![UnitRun { first: 0, count, amount }],
        }
    }

    #[test]
    fn refunds_that_are_facts_add_up_to_the_sale_and_its_tax() {
        let sold = [line(0, 3, 333, 115), line(1, 1, 701, 81)];
        let mut gone: Vec<ReturnedLine> = Vec::new();
        let wanted = |line, count, amount| (Wanted { line, count }, amount);
        // An allowance, a unit at the channel's own price, then whatever is left.
        for (units, minor) in
            [(vec![], 101), (vec![wanted(0, 1, 300)], 300), (vec![wanted(0, 2, 0), wanted(1, 1, 0)], 1299)]
        {
            let back = refunded_lines(&sold, &gone, &units, minor).unwrap().unwrap();
            assert_eq!(refund_minor(&back, TaxMode::Inclusive), minor, "{back:?}");
            gone.extend(back);
        }
        let sum = |of: fn(&ReturnedLine) -> i64| gone.iter().map(of).sum::<i64>();
        assert_eq!((sum(|back| back.amount_minor), sum(|back| back.tax_minor)), (1700, 196));
        assert_eq!(sum(|back| i64::from(back.count)), 4);
        assert_eq!(refunded_lines(&sold, &gone, &[], 1), Ok(None), "nothing is left");
        assert!(refunded_lines(&sold, &gone, &[wanted(0, 1, 1)], 1).is_err(), "no unit is left");
        assert_eq!(refunded_lines(&sold, &[], &[wanted(0, 1, 2)], 1), Ok(None), "a line for more than all");
    }
}
