//! Takes discounts off units: the cashier's first, then each installation's answer, checked whole before it counts.

use super::answer::{Adjustment, Amount, Answer, Level, UnitDiscount};
use super::input::{GiftMark, Line, ManualDiscount};
use super::units::{LineUnits, PricingError, Run, Units};
use bodega_core::{Remainder, capped_split};
use serde::{Deserialize, Serialize};

/// `count` consecutive units of a line that cost `amount` each, from unit `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRun {
    /// First unit, from 0.
    pub first: u32,
    /// Units.
    pub count: u32,
    /// Minor units a unit.
    pub amount: i64,
}

/// One adjustment after the host worked out its exact units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedAdjustment {
    /// Position in the answer.
    pub index: usize,
    /// The plugin's own reference.
    pub reference: String,
    /// How people read it.
    pub level: Level,
    /// What it took off.
    pub amount: i64,
    /// By unit, in line and unit order.
    pub allocations: Vec<UnitDiscount>,
}

/// Why an answer is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerViolation {
    /// It names a line that is not there.
    #[error("adjustment {reference:?} names line {line}, the basket has {lines} lines")]
    UnknownLine {
        /// Which adjustment.
        reference: String,
        /// The line it names.
        line: u32,
        /// How many there are.
        lines: usize,
    },
    /// It names units that are not there.
    #[error("adjustment {reference:?} names units {first} to {end} of line {line}, which has {units}")]
    UnknownUnits {
        /// Which adjustment.
        reference: String,
        /// The line.
        line: u32,
        /// First unit named.
        first: u32,
        /// One past the last unit named.
        end: u64,
        /// Units of the line.
        units: u32,
    },
    /// It takes off less than nothing.
    #[error("adjustment {reference:?} takes off {amount}, less than 0")]
    Negative {
        /// Which adjustment.
        reference: String,
        /// The amount.
        amount: i64,
    },
    /// It would take a unit below zero or below the hard floor.
    #[error("adjustment {reference:?} takes a unit of line {line} to {price}, below {floor}")]
    BelowFloor {
        /// Which adjustment.
        reference: String,
        /// The line.
        line: u32,
        /// Where the unit would stand.
        price: i64,
        /// What it may not pass.
        floor: i64,
    },
    /// A line or order amount that does not fit on the units.
    #[error("adjustment {reference:?} takes off {amount}, only {room} can be taken")]
    DoesNotFit {
        /// Which adjustment.
        reference: String,
        /// The amount.
        amount: i64,
        /// What fits.
        room: i64,
    },
    /// It takes off more than the merchant allows the installation.
    #[error("the answer takes off {amount}, the merchant allows {cap}")]
    AboveCap {
        /// Sum of its adjustments.
        amount: i64,
        /// The cap in minor units.
        cap: i64,
    },
    /// A gift of nothing or of less.
    #[error("gift {reference:?} has quantity {quantity}")]
    GiftQuantity {
        /// Which gift.
        reference: String,
        /// Millionths.
        quantity: i64,
    },
    /// It discounts a line that is another installation's gift.
    #[error("adjustment {reference:?} discounts line {line}, a gift of another plugin")]
    ForeignGift {
        /// Which adjustment.
        reference: String,
        /// The line.
        line: u32,
    },
    /// An empty or overlong reference.
    #[error("a reference must have 1 to {REFERENCE_LEN_MAX} bytes")]
    Reference,
}

impl AnswerViolation {
    /// A stable code for records and clients.
    pub fn code(&self) -> &'static str {
        match self {
            AnswerViolation::UnknownLine { .. } => "answer.unknown_line",
            AnswerViolation::UnknownUnits { .. } => "answer.unknown_units",
            AnswerViolation::Negative { .. } => "answer.negative",
            AnswerViolation::BelowFloor { .. } => "answer.below_floor",
            AnswerViolation::DoesNotFit { .. } => "answer.does_not_fit",
            AnswerViolation::AboveCap { .. } => "answer.above_cap",
            AnswerViolation::GiftQuantity { .. } => "answer.gift_quantity",
            AnswerViolation::ForeignGift { .. } => "answer.foreign_gift",
            AnswerViolation::Reference => "answer.reference",
        }
    }
}

/// The longest reference of an adjustment or gift: an index column and a receipt can hold it.
pub const REFERENCE_LEN_MAX: usize = 200;

/// Takes the cashier's discounts off, each limited to what the line's soft floor leaves; gives what each took.
pub fn apply_manual_discounts(
    units: &mut Units,
    discounts: &[ManualDiscount],
) -> Result<Vec<i64>, PricingError> {
    discounts
        .iter()
        .enumerate()
        .map(|(index, discount)| {
            let line = units
                .lines
                .get_mut(discount.line as usize)
                .filter(|_| discount.amount >= 0)
                .ok_or(PricingError::ManualDiscount { index })?;
            let floor = line.floor.max(line.hard_floor);
            Ok(give(line, discount.amount, floor, &mut |_| {}))
        })
        .collect()
}

/// Checks `answer` and takes it off `units`; on a violation `units` stays as it was.
pub fn apply_answer(
    units: &mut Units,
    lines: &[Line],
    answer: &Answer,
    installation: crate::ids::InstallationId,
    cap_ppm: Option<u32>,
) -> Result<Vec<AppliedAdjustment>, AnswerViolation> {
    let mut work = units.clone();
    for (line, units) in lines.iter().zip(&mut work.lines) {
        // Who gives a line away takes it to 0; the floor is against discounts of goods that are sold.
        if line.gift.as_ref().is_some_and(|gift| gift.installation == installation) {
            units.hard_floor = 0;
        }
    }
    let mut applied = Vec::with_capacity(answer.adjustments.len());
    for (index, adjustment) in answer.adjustments.iter().enumerate() {
        check_reference(&adjustment.reference)?;
        let allocations = allocate(&mut work, adjustment)?;
        if let Some(foreign) =
            allocations.iter().find(|a| is_foreign_gift(&lines[a.line as usize].gift, installation))
        {
            return Err(AnswerViolation::ForeignGift {
                reference: adjustment.reference.clone(),
                line: foreign.line,
            });
        }
        let amount = allocations.iter().map(|run| run.amount * i64::from(run.count)).sum();
        let (reference, level) = (adjustment.reference.clone(), adjustment.level);
        applied.push(AppliedAdjustment { index, reference, level, amount, allocations });
    }
    for gift in &answer.gifts {
        check_reference(&gift.reference)?;
        if gift.quantity <= 0 {
            return Err(AnswerViolation::GiftQuantity {
                reference: gift.reference.clone(),
                quantity: gift.quantity,
            });
        }
    }
    if let Some(ppm) = cap_ppm {
        let base = i128::from(units.original_total().max(0)) * i128::from(ppm) / i128::from(bodega_core::PPM);
        let cap = i64::try_from(base).unwrap_or(i64::MAX);
        let amount = applied.iter().map(|adjustment| adjustment.amount).sum();
        if amount > cap {
            return Err(AnswerViolation::AboveCap { amount, cap });
        }
    }
    *units = work;
    Ok(applied)
}

fn check_reference(reference: &str) -> Result<(), AnswerViolation> {
    let ok = !reference.is_empty() && reference.len() <= REFERENCE_LEN_MAX;
    if ok { Ok(()) } else { Err(AnswerViolation::Reference) }
}

fn is_foreign_gift(mark: &Option<GiftMark>, installation: crate::ids::InstallationId) -> bool {
    mark.as_ref().is_some_and(|mark| mark.installation != installation)
}

fn allocate(units: &mut Units, adjustment: &Adjustment) -> Result<Vec<UnitDiscount>, AnswerViolation> {
    let reference = &adjustment.reference;
    let lines = units.lines.len();
    match &adjustment.amount {
        Amount::Units(discounts) => {
            let mut allocations = Vec::with_capacity(discounts.len());
            for discount in discounts {
                let line = units.lines.get_mut(discount.line as usize).ok_or_else(|| {
                    AnswerViolation::UnknownLine { reference: reference.clone(), line: discount.line, lines }
                })?;
                take_from_units(line, discount, reference)?;
                if discount.count > 0 && discount.amount > 0 {
                    allocations.push(*discount);
                }
            }
            Ok(allocations)
        }
        Amount::Line { line: number, amount } => {
            let line = units.lines.get_mut(*number as usize).ok_or_else(|| AnswerViolation::UnknownLine {
                reference: reference.clone(),
                line: *number,
                lines,
            })?;
            let mut allocations = Vec::new();
            let floor = line.hard_floor;
            let given = give(line, check_amount(reference, *amount)?, floor, &mut |run| {
                allocations.push(UnitDiscount { line: *number, ..run });
            });
            fits(reference, *amount, given)?;
            Ok(allocations)
        }
        Amount::Order(amount) => {
            check_amount(reference, *amount)?;
            let weights: Vec<i64> = units.lines.iter().map(LineUnits::total).collect();
            let caps: Vec<i64> = units.lines.iter().map(|line| headroom(line, line.hard_floor)).collect();
            let shares = capped_split(*amount, &weights, &caps, Remainder::LargestRemainder);
            fits(reference, *amount, shares.iter().sum())?;
            let mut allocations = Vec::new();
            for ((number, line), share) in (0u32..).zip(&mut units.lines).zip(shares) {
                let floor = line.hard_floor;
                give(line, share, floor, &mut |run| allocations.push(UnitDiscount { line: number, ..run }));
            }
            Ok(allocations)
        }
    }
}

fn check_amount(reference: &str, amount: i64) -> Result<i64, AnswerViolation> {
    if amount < 0 {
        return Err(AnswerViolation::Negative { reference: reference.to_owned(), amount });
    }
    Ok(amount)
}

fn fits(reference: &str, amount: i64, given: i64) -> Result<(), AnswerViolation> {
    if given == amount {
        return Ok(());
    }
    Err(AnswerViolation::DoesNotFit { reference: reference.to_owned(), amount, room: given })
}

fn headroom(line: &LineUnits, floor: i64) -> i64 {
    let floor = floor.max(0);
    line.runs.iter().map(|run| (run.amount - floor).max(0) * i64::from(run.count)).sum()
}

fn take_from_units(
    line: &mut LineUnits,
    discount: &UnitDiscount,
    reference: &str,
) -> Result<(), AnswerViolation> {
    check_amount(reference, discount.amount)?;
    let count = line.count();
    let end = u64::from(discount.first) + u64::from(discount.count);
    if end > u64::from(count) {
        return Err(AnswerViolation::UnknownUnits {
            reference: reference.to_owned(),
            line: discount.line,
            first: discount.first,
            end,
            units: count,
        });
    }
    if discount.count == 0 || discount.amount == 0 {
        return Ok(());
    }
    let start = line.split_at(discount.first);
    let stop = line.split_at(discount.first + discount.count);
    let floor = line.hard_floor.max(0);
    for run in &mut line.runs[start..stop] {
        let price = run.amount.saturating_sub(discount.amount);
        if price < floor {
            let (line, reference) = (discount.line, reference.to_owned());
            return Err(AnswerViolation::BelowFloor { reference, line, price, floor });
        }
        run.amount = price;
    }
    line.merge();
    Ok(())
}

/// Gives up to `amount` off a line's units above `floor`: weights are running prices, caps the room above the
/// floor, the remainder goes by largest remainder with ties to the earliest unit. Returns what was given and
/// reports the parts in unit order.
fn give(line: &mut LineUnits, amount: i64, floor: i64, record: &mut dyn FnMut(UnitDiscount)) -> i64 {
    let floor = floor.max(0);
    let is_eligible = |run: &Run| run.amount > floor;
    if amount <= 0 || !line.runs.iter().any(is_eligible) {
        return 0;
    }
    let mut shares = shares_by_part(line.runs.iter().copied().filter(is_eligible), amount, floor).into_iter();
    let (mut runs, mut at, mut given) = (Vec::with_capacity(line.runs.len() + 1), 0, 0);
    for run in &line.runs {
        let mut left = if is_eligible(run) { run.count } else { 0 };
        if left == 0 {
            runs.push(*run);
            at += run.count;
        }
        while left > 0 {
            // Parts never cross a run: see `shares_by_part`.
            let Some((count, share)) = shares.next() else {
                break;
            };
            runs.push(Run { count, amount: run.amount - share });
            if share > 0 {
                record(UnitDiscount { line: 0, first: at, count, amount: share });
                given += share * i64::from(count);
            }
            at += count;
            left -= count;
        }
    }
    line.runs = runs;
    line.merge();
    given
}

/// The share of each unit as (units, share) parts, in unit order, each within one run.
fn shares_by_part(eligible: impl Iterator<Item = Run> + Clone, amount: i64, floor: i64) -> Vec<(u32, i64)> {
    let mut rest = eligible.clone();
    if let (Some(run), None) = (rest.next(), rest.next()) {
        // Equal weights and caps: everybody gets the floor of the share, the first ones a minor unit more.
        let count = i64::from(run.count);
        let given = amount.min((run.amount - floor) * count);
        let more = (given % count) as u32;
        let parts = [(more, given / count + 1), (run.count - more, given / count)];
        return parts.into_iter().filter(|(count, _)| *count > 0).collect();
    }
    let (mut weights, mut caps) = (Vec::new(), Vec::new());
    for run in eligible.clone() {
        weights.extend(std::iter::repeat_n(run.amount, run.count as usize));
        caps.extend(std::iter::repeat_n(run.amount - floor, run.count as usize));
    }
    let shares = capped_split(amount, &weights, &caps, Remainder::LargestRemainder);
    let (mut parts, mut start): (Vec<(u32, i64)>, usize) = (Vec::new(), 0);
    for run in eligible {
        let end = start + run.count as usize;
        let own = parts.len();
        for &share in &shares[start..end] {
            match parts[own..].last_mut() {
                Some((count, last)) if *last == share => *count += 1,
                _ => parts.push((1, share)),
            }
        }
        start = end;
    }
    parts
}
