//! Effects that use up sets of units: `buy_x_get_y` (section 8.4) and `bundle_price` (section 8.5).
//! A unit's price matters only until it is used, so candidates are sorted once and walked with a cursor, and what
//! the units lose is taken when all applications are done.

use super::Evaluation;
use super::spread::{Group, plain};
use super::state::{Run, Take};
use crate::rules::line_set::LineSet;
use crate::rules::model::{Bundle, BuyGet, Pick, Scope};
use std::cmp::Reverse;

/// Units of one price in a row.
#[derive(Clone, Copy)]
pub(super) struct Priced {
    pub run: Run,
    pub price: i64,
}

impl Priced {
    fn is_followed_by(&self, line: usize, unit: u32, price: i64) -> bool {
        self.run.line == line && self.run.first + self.run.count == unit && self.price == price
    }
}

/// Countable units in the order in which they are taken, and how far that has come.
struct Candidates {
    units: Vec<Priced>,
    /// Index into `units`, and units of that entry passed.
    next: (usize, u32),
}

impl Evaluation<'_> {
    pub(super) fn buy_get(&mut self, effect: &BuyGet, withheld: &LineSet) {
        let mut buys = self.candidates(effect.buy.target, Some(withheld), Pick::MostExpensive);
        let mut gets = self.candidates(effect.get.target, Some(withheld), effect.get_pick);
        let mut takes = Vec::new();
        for _ in 0..effect.applications_max.unwrap_or(u32::MAX) {
            let (bought, missing) = self.use_next(&mut buys, effect.buy.count);
            if missing > 0 {
                self.give_back(&bought);
                break;
            }
            let (got, missing) = self.use_next(&mut gets, effect.get.count);
            if got.is_empty() || (missing > 0 && !effect.allow_partial_get) {
                self.give_back(&bought);
                self.give_back(&got);
                break;
            }
            for Priced { run, price } in got {
                let headroom = (price - self.layout.lines[run.line].floor).max(0);
                let amount = self.percentage(price, effect.discount_bp).clamp(0, headroom);
                takes.push(Take { run, amount });
            }
        }
        self.take_anywhere(takes);
    }

    /// Bundles see all lines, also those withheld (section 15), and pass minimum prices.
    pub(super) fn bundle(&mut self, effect: &Bundle) {
        let mut components: Vec<(Candidates, u32)> = Vec::with_capacity(effect.components.len());
        for component in &effect.components {
            components.push((self.candidates(component.target, None, Pick::MostExpensive), component.count));
        }
        let mut takes = Vec::new();
        for _ in 0..effect.applications_max.unwrap_or(u32::MAX) {
            let mut taken: Vec<Priced> = Vec::new();
            let mut is_short = false;
            for (candidates, count) in &mut components {
                let (units, missing) = self.use_next(candidates, *count);
                taken.extend(units);
                is_short |= missing > 0;
            }
            let sum: i64 = taken.iter().map(|units| units.price * i64::from(units.run.count)).sum();
            // A price below zero would take units below zero.
            let discount = sum - effect.price.clamp(0, i64::MAX / 2);
            if is_short || discount <= 0 {
                self.give_back(&taken);
                break;
            }
            // A bundle is not meant to contain deduction lines; one that does gives them no share.
            let group = |units: &Priced| Group::new(units.run.count, units.price.max(0), 0);
            let mut groups: Vec<Group> = taken.iter().map(group).collect();
            plain(discount, &mut groups);
            for (Priced { run, .. }, group) in taken.into_iter().zip(groups) {
                takes.push(Take { run: Run { count: group.more, ..run }, amount: group.each + 1 });
                let rest = Run { first: run.first + group.more, count: run.count - group.more, ..run };
                takes.push(Take { run: rest, amount: group.each });
            }
        }
        self.take_anywhere(takes);
    }

    /// Countable unused units of the target's lines, ordered by running price, ties by position.
    fn candidates(&mut self, target: Option<u32>, withheld: Option<&LineSet>, pick: Pick) -> Candidates {
        let mut lines = self.matching(target);
        if let Some(withheld) = withheld {
            lines.remove(withheld);
        }
        let mut units = Vec::new();
        for run in self.whole_lines(&lines) {
            if self.layout.lines[run.line].countable {
                self.push_priced(&run, &mut units);
            }
        }
        sort_by_price(&mut units, pick);
        Candidates { units, next: (0, 0) }
    }

    /// The parts of a run with their prices.
    pub(super) fn push_priced(&self, run: &Run, units: &mut Vec<Priced>) {
        let parts = self.state.parts_of(run);
        units.extend(
            parts.map(|(first, count, price)| Priced { run: Run { line: run.line, first, count }, price }),
        );
    }

    /// Marks the next `count` unused candidates, or as many as there are, and tells how many are missing. Marks
    /// stand until they are given back, and then the effect ends, so the cursor never has to go back.
    fn use_next(&mut self, candidates: &mut Candidates, count: u32) -> (Vec<Priced>, u32) {
        let mut taken: Vec<Priced> = Vec::new();
        let mut missing = count;
        while missing > 0
            && let Some(&Priced { run, price }) = candidates.units.get(candidates.next.0)
        {
            let passed = candidates.next.1;
            if passed == run.count {
                candidates.next = (candidates.next.0 + 1, 0);
                continue;
            }
            candidates.next.1 += 1;
            let unit = self.layout.lines[run.line].first_unit + (run.first + passed) as usize;
            if self.state.used.contains(unit) {
                continue;
            }
            self.state.used.insert(unit);
            missing -= 1;
            let first = run.first + passed;
            match taken.last_mut() {
                Some(last) if last.is_followed_by(run.line, first, price) => last.run.count += 1,
                _ => taken.push(Priced { run: Run { line: run.line, first, count: 1 }, price }),
            }
        }
        (taken, missing)
    }

    fn give_back(&mut self, units: &[Priced]) {
        for Priced { run, .. } in units {
            let first = self.layout.lines[run.line].first_unit + run.first as usize;
            (first..first + run.count as usize).for_each(|unit| self.state.used.remove(unit));
        }
    }

    /// Takes amounts off runs of any lines in any order.
    fn take_anywhere(&mut self, mut takes: Vec<Take>) {
        takes.retain(|take| take.run.count > 0);
        takes.sort_unstable_by_key(|take| (take.run.line, take.run.first));
        for takes in takes.chunk_by(|a, b| a.run.line == b.run.line) {
            self.state.take(takes, Scope::Line);
        }
    }
}

/// Orders units by price, dearest or cheapest first, ties by position.
pub(super) fn sort_by_price(units: &mut [Priced], pick: Pick) {
    let position = |units: &Priced| (units.run.line, units.run.first);
    match pick {
        Pick::MostExpensive => units.sort_unstable_by_key(|units| (Reverse(units.price), position(units))),
        Pick::Cheapest => units.sort_unstable_by_key(|units| (units.price, position(units))),
    }
}
