//! Prices as they fall. Units of a line are kept as parts of equal price, so a pallet costs no more than a piece.

use super::layout::Layout;
use crate::rules::basket::{AMOUNT_MAX_MINOR, Basket, InvalidBasket};
use crate::rules::line_set::LineSet;
use crate::rules::model::Scope;

/// The running state of an evaluation.
pub(super) struct State {
    pub lines: Vec<LineState>,
    /// Lines with a unit that carries a line discount.
    pub discounted: LineSet,
    /// Running total of the basket.
    pub total: i64,
    /// What was taken, in order.
    pub journal: Vec<Take>,
    /// The used marks of units by position (section 3).
    pub used: UsedUnits,
    trial: Option<Trial>,
    /// A buffer that lines swap their parts with.
    spare: Vec<Part>,
}

/// Where a line stands.
#[derive(Clone)]
pub(super) struct LineState {
    /// Its units in order; neighbours differ in price.
    pub parts: Vec<Part>,
    /// Sum of running prices.
    pub running: i64,
    /// Sum of line discounts, manual ones included.
    pub discount: i64,
}

/// `count` consecutive units that cost `price` each.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub count: u32,
    pub price: i64,
}

/// Consecutive units of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub line: usize,
    /// First unit inside the line.
    pub first: u32,
    pub count: u32,
}

/// `amount` off each unit of a run.
#[derive(Clone, Copy)]
pub(super) struct Take {
    pub run: Run,
    pub amount: i64,
}

/// What a trial has to put back: each line as it was before its first change.
struct Trial {
    lines: Vec<(usize, LineState)>,
    changed: LineSet,
    discounted: LineSet,
    total: i64,
    journal: usize,
    used: UsedUnits,
}

impl State {
    pub(super) fn new(layout: &Layout<'_>, basket: &Basket<'_>) -> Result<Self, InvalidBasket> {
        let mut state = State {
            lines: Vec::with_capacity(layout.lines.len()),
            discounted: LineSet::none(layout.lines.len()),
            total: layout.original_total,
            journal: Vec::new(),
            used: UsedUnits::default(),
            trial: None,
            spare: Vec::new(),
        };
        let Some(runs) = &basket.running else {
            state.lines.extend(layout.lines.iter().map(|facts| {
                let part = Part { count: facts.units, price: facts.original };
                let parts = if facts.units == 0 { Vec::new() } else { vec![part] };
                LineState { parts, running: facts.original_total(), discount: 0 }
            }));
            return Ok(state);
        };
        state.total = 0;
        let mut runs = runs.iter().filter(|run| run.count > 0);
        for (line, facts) in layout.lines.iter().enumerate() {
            let (mut parts, mut running, mut units) = (Vec::new(), 0i64, 0u32);
            while units < facts.units {
                let run = runs.next().ok_or(InvalidBasket::UnitsDoNotMatch)?;
                units = units.checked_add(run.count).ok_or(InvalidBasket::UnitsDoNotMatch)?;
                let sum = run.price_minor.checked_mul(i64::from(run.count));
                let sum = sum.filter(|sum| sum.unsigned_abs() <= AMOUNT_MAX_MINOR.unsigned_abs());
                running =
                    sum.and_then(|sum| running.checked_add(sum)).ok_or(InvalidBasket::AmountTooLarge)?;
                push_part(&mut parts, Part { count: run.count, price: run.price_minor });
            }
            if units != facts.units {
                return Err(InvalidBasket::UnitsDoNotMatch);
            }
            if parts.iter().any(|part| part.price != facts.original) {
                state.discounted.insert(line);
            }
            let discount =
                facts.original_total().checked_sub(running).ok_or(InvalidBasket::AmountTooLarge)?;
            state.total = state.total.checked_add(running).ok_or(InvalidBasket::AmountTooLarge)?;
            state.lines.push(LineState { parts, running, discount });
        }
        if runs.next().is_some() { Err(InvalidBasket::UnitsDoNotMatch) } else { Ok(state) }
    }

    /// The units of a run by price: first unit, number of units, price.
    pub(super) fn parts_of(&self, run: &Run) -> impl Iterator<Item = (u32, u32, i64)> {
        let (first, end) = (run.first, run.first + run.count);
        let mut at = 0;
        self.lines[run.line].parts.iter().filter_map(move |part| {
            let from = first.max(at);
            at += part.count;
            let to = end.min(at);
            (from < to).then(|| (from, to - from, part.price))
        })
    }

    /// Takes amounts off runs of one line, given in order of units.
    pub(super) fn take(&mut self, takes: &[Take], scope: Scope) {
        let sum: i64 = takes.iter().map(|take| take.amount * i64::from(take.run.count)).sum();
        let Some(line) = takes.first().map(|take| take.run.line).filter(|_| sum != 0) else { return };
        if let Some(trial) = &mut self.trial
            && trial.changed.insert(line)
        {
            trial.lines.push((line, self.lines[line].clone()));
        }
        let state = &mut self.lines[line];
        lower(&mut state.parts, takes, &mut self.spare);
        state.running -= sum;
        self.total -= sum;
        if scope == Scope::Line {
            state.discount += sum;
            self.discounted.insert(line);
        }
        self.journal.extend(takes.iter().filter(|take| take.amount != 0 && take.run.count != 0));
    }

    /// From here on changes are kept apart until [`Self::end_trial`].
    pub(super) fn begin_trial(&mut self) {
        self.trial = Some(Trial {
            lines: Vec::new(),
            changed: LineSet::none(self.lines.len()),
            discounted: self.discounted.clone(),
            total: self.total,
            journal: self.journal.len(),
            used: self.used.clone(),
        });
    }

    /// Undoes everything since [`Self::begin_trial`] and gives what was taken off.
    pub(super) fn end_trial(&mut self) -> i64 {
        let Some(trial) = self.trial.take() else { return 0 };
        for (line, state) in trial.lines {
            self.lines[line] = state;
        }
        let discount = trial.total - self.total;
        self.discounted = trial.discounted;
        self.total = trial.total;
        self.journal.truncate(trial.journal);
        self.used = trial.used;
        discount
    }
}

fn push_part(parts: &mut Vec<Part>, part: Part) {
    match parts.last_mut() {
        Some(last) if last.price == part.price => last.count += part.count,
        _ => parts.push(part),
    }
}

/// Lowers the prices of the runs that `takes` name, in one pass.
fn lower(parts: &mut Vec<Part>, takes: &[Take], spare: &mut Vec<Part>) {
    if let ([part], [take]) = (parts.as_mut_slice(), takes)
        && part.count == take.run.count
    {
        part.price -= take.amount;
        return;
    }
    std::mem::swap(parts, spare);
    parts.clear();
    let mut takes = takes.iter().filter(|take| take.run.count > 0).peekable();
    let mut at = 0;
    for part in spare.iter() {
        let end = at + part.count;
        while at < end {
            let (amount, to) = match takes.peek() {
                Some(take) if take.run.first <= at => (take.amount, end.min(take.run.first + take.run.count)),
                Some(take) => (0, end.min(take.run.first)),
                None => (0, end),
            };
            push_part(parts, Part { count: to - at, price: part.price - amount });
            at = to;
            if takes.peek().is_some_and(|take| take.run.first + take.run.count <= at) {
                takes.next();
            }
        }
    }
}

/// A bit for each unit; no bits at all until one is set.
#[derive(Clone, Default)]
pub(super) struct UsedUnits(Vec<u64>);

impl UsedUnits {
    const WORD: usize = u64::BITS as usize;

    pub(super) fn contains(&self, unit: usize) -> bool {
        self.0.get(unit / Self::WORD).is_some_and(|word| word >> (unit % Self::WORD) & 1 != 0)
    }

    pub(super) fn insert(&mut self, unit: usize) {
        let word = unit / Self::WORD;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (unit % Self::WORD);
    }

    pub(super) fn remove(&mut self, unit: usize) {
        self.0[unit / Self::WORD] &= !(1 << (unit % Self::WORD));
    }
}
