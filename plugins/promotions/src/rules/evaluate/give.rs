//! "Give an amount to some units of one line" (section 9), and the runs of units that effects select.

use super::Evaluation;
use crate::rules::model::Scope;
use crate::rules::policy::PercentBase;
use bodega_core::{Remainder, capped_split_into};
use std::ops::Range;

/// Consecutive units of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub line: usize,
    pub units: Range<usize>,
}

/// Runs in position order, and so grouped by line.
pub(super) fn by_line(runs: &[Run]) -> impl Iterator<Item = &[Run]> {
    runs.chunk_by(|a, b| a.line == b.line)
}

/// Runs of units that stand in ascending order.
pub(super) fn runs_of(units: &[u32], line_of: &[u32]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(units.len());
    for &unit in units {
        let (unit, line) = (unit as usize, line_of[unit as usize] as usize);
        match runs.last_mut() {
            Some(run) if run.line == line && run.units.end == unit => run.units.end += 1,
            _ => runs.push(Run { line, units: unit..unit + 1 }),
        }
    }
    runs
}

impl Evaluation<'_> {
    /// Gives `amount` to units of one line, weighted by their running or original prices and capped by headroom.
    /// Equal units differ by at most one minor unit, the first ones getting more.
    ///
    /// A negative amount, which only the share of an odd remainder mode can be, gives nothing: no adjustment may
    /// raise a price.
    pub(super) fn give(&mut self, runs: &[Run], amount: i64, weights: PercentBase, scope: Scope) {
        let [run, others @ ..] = runs else { return };
        if amount <= 0 {
            return;
        }
        let line = run.line;
        let facts = &self.layout.lines[line];
        let first_price = self.state.running[run.units.start];
        let is_even = others.is_empty()
            && self.state.running[run.units.clone()].iter().all(|&price| price == first_price);
        if is_even {
            let weight = if weights == PercentBase::Running { first_price } else { facts.original };
            let room = first_price - facts.floor;
            if weight > 0 && room > 0 {
                self.give_evenly(run.clone(), amount, room, scope);
            }
            return;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        for unit in runs.iter().flat_map(|run| run.units.clone()) {
            let price = self.state.running[unit];
            if price > facts.floor {
                scratch.units.push(unit as u32);
                scratch.weights.push(if weights == PercentBase::Running { price } else { facts.original });
                scratch.caps.push(price - facts.floor);
            }
        }
        scratch.split(amount, Remainder::LargestRemainder);
        for (&unit, &share) in scratch.units.iter().zip(&scratch.shares) {
            let unit = unit as usize;
            self.state.take(line, unit..unit + 1, share, scope);
        }
        self.scratch = scratch;
    }

    /// The capped split over units of one weight and one cap, which none can exceed once the sum is limited.
    fn give_evenly(&mut self, run: Run, amount: i64, room: i64, scope: Scope) {
        let count = run.units.len() as i64;
        let amount = room.checked_mul(count).map_or(amount, |room| amount.min(room));
        let (each, more) = (amount / count, amount % count);
        let middle = run.units.start + more as usize;
        self.state.take(run.line, run.units.start..middle, each + 1, scope);
        self.state.take(run.line, middle..run.units.end, each, scope);
    }
}

/// Buffers for one split, kept between effects.
#[derive(Default)]
pub(super) struct Scratch {
    pub units: Vec<u32>,
    pub weights: Vec<i64>,
    pub caps: Vec<i64>,
    pub shares: Vec<i64>,
}

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.units.clear();
        self.weights.clear();
        self.caps.clear();
        self.shares.clear();
    }

    /// The capped split of `amount` over what was pushed.
    pub(super) fn split(&mut self, amount: i64, remainder: Remainder) {
        self.shares.resize(self.weights.len(), 0);
        capped_split_into(amount, &self.weights, &self.caps, remainder, &mut self.shares);
    }
}
