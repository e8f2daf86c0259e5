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
    /// Units.
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

fn returned_line(line: &SaleLine, part: UnitRun, total: u32, amount_before: &mut i64) -> ReturnedLine {
    let amount = part.amount * i64::from(part.count);
    // The line's own tax, shared by amount and taken as a difference of running totals: no minor unit is lost.
    let tax_until = |until: i64| -> i64 {
        if line.amount_minor == 0 {
            return 0;
        }
        let exact = i128::from(line.tax_minor) * i128::from(until);
        let whole = i128::from(line.amount_minor);
        let (numerator, denominator) = if whole < 0 { (-exact, -whole) } else { (exact, whole) };
        bodega_core::div_round(numerator, denominator, bodega_core::Rounding::HalfUp) as i64
    };
    let tax = tax_until(*amount_before + amount) - tax_until(*amount_before);
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
