//! Prices as they fall, and the journal of what was taken, by which a trial is undone.

use super::layout::Layout;
use crate::rules::basket::{Basket, InvalidBasket};
use crate::rules::line_set::LineSet;
use crate::rules::model::Scope;
use std::ops::Range;

/// The running state of an evaluation. Units are numbered by position.
pub(super) struct State {
    /// Running price by unit.
    pub running: Vec<i64>,
    /// The used mark by unit (section 3).
    pub used: Vec<bool>,
    /// Running total by line.
    pub line_running: Vec<i64>,
    /// Line discount by line, manual ones included.
    pub line_discount: Vec<i64>,
    /// Lines with a unit that carries a line discount.
    pub discounted: LineSet,
    /// Running total of the basket.
    pub total: i64,
    /// What was taken, in order.
    pub journal: Vec<Taken>,
    used_log: Vec<u32>,
}

/// `amount` taken off each of `count` units from `first` on, all of one line.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    pub line: u32,
    pub first: u32,
    pub count: u32,
    pub amount: i64,
    scope: Scope,
}

/// A moment to return to.
pub(super) struct Mark {
    journal: usize,
    used_log: usize,
    discounted: LineSet,
}

impl State {
    pub(super) fn new(layout: &Layout<'_>, basket: &Basket<'_>) -> Result<Self, InvalidBasket> {
        let lines = layout.lines.len();
        let mut state = State {
            running: Vec::with_capacity(layout.line_of.len()),
            used: vec![false; layout.line_of.len()],
            line_running: Vec::with_capacity(lines),
            line_discount: vec![0; lines],
            discounted: LineSet::none(lines),
            total: layout.original_total,
            journal: Vec::new(),
            used_log: Vec::new(),
        };
        for facts in &layout.lines {
            state.running.resize(facts.units.end as usize, facts.original);
            state.line_running.push(facts.original_total());
        }
        if let Some(runs) = &basket.running {
            state.start_at(layout, runs.iter().map(|run| (run.count, run.price_minor)))?;
        }
        Ok(state)
    }

    /// Sets running prices that earlier stages left; the difference to the original is a line discount.
    fn start_at(
        &mut self,
        layout: &Layout<'_>,
        runs: impl Iterator<Item = (u32, i64)>,
    ) -> Result<(), InvalidBasket> {
        let mut unit = 0;
        for (count, price) in runs {
            let end = unit + count as usize;
            let units = self.running.get_mut(unit..end).ok_or(InvalidBasket::UnitsDoNotMatch)?;
            units.fill(price);
            unit = end;
        }
        if unit != self.running.len() {
            return Err(InvalidBasket::UnitsDoNotMatch);
        }
        self.total = 0;
        for (line, facts) in layout.lines.iter().enumerate() {
            let units = &self.running[layout.units_of(line)];
            let running = units.iter().try_fold(0i64, |sum, &price| sum.checked_add(price));
            let running = running.ok_or(InvalidBasket::AmountTooLarge)?;
            if units.iter().any(|&price| price != facts.original) {
                self.discounted.insert(line);
            }
            self.line_running[line] = running;
            self.line_discount[line] =
                facts.original_total().checked_sub(running).ok_or(InvalidBasket::AmountTooLarge)?;
            self.total = self.total.checked_add(running).ok_or(InvalidBasket::AmountTooLarge)?;
        }
        Ok(())
    }

    /// Takes `amount` off each of these units of one line. Amounts of 0 leave no trace.
    pub(super) fn take(&mut self, line: usize, units: Range<usize>, amount: i64, scope: Scope) {
        if amount == 0 || units.is_empty() {
            return;
        }
        for price in &mut self.running[units.clone()] {
            *price -= amount;
        }
        let taken =
            Taken { line: line as u32, first: units.start as u32, count: units.len() as u32, amount, scope };
        self.account(&taken, 1);
        if scope == Scope::Line {
            self.discounted.insert(line);
        }
        self.journal.push(taken);
    }

    /// Marks a unit used.
    pub(super) fn mark_used(&mut self, unit: usize) {
        self.used[unit] = true;
        self.used_log.push(unit as u32);
    }

    /// How many units were marked used so far.
    pub(super) fn used_count(&self) -> usize {
        self.used_log.len()
    }

    /// Takes back all used marks after the first `count`.
    pub(super) fn unmark_used_after(&mut self, count: usize) {
        for unit in self.used_log.drain(count..) {
            self.used[unit as usize] = false;
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            journal: self.journal.len(),
            used_log: self.used_log.len(),
            discounted: self.discounted.clone(),
        }
    }

    /// Undoes everything since `mark`.
    pub(super) fn undo_to(&mut self, mark: Mark) {
        while self.journal.len() > mark.journal
            && let Some(taken) = self.journal.pop()
        {
            let first = taken.first as usize;
            for price in &mut self.running[first..first + taken.count as usize] {
                *price += taken.amount;
            }
            self.account(&taken, -1);
        }
        self.unmark_used_after(mark.used_log);
        self.discounted = mark.discounted;
    }

    fn account(&mut self, taken: &Taken, sign: i64) {
        let sum = sign * taken.amount * i64::from(taken.count);
        self.line_running[taken.line as usize] -= sum;
        self.total -= sum;
        if taken.scope == Scope::Line {
            self.line_discount[taken.line as usize] += sum;
        }
    }
}
