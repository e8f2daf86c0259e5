//! "Give an amount to some units of one line" (section 9), and runs of units that effects select.

use super::Evaluation;
use super::spread::{Group, capped};
use super::state::{Run, Take};
use crate::rules::model::Scope;
use crate::rules::policy::PercentBase;

/// Runs in position order, and so grouped by line.
pub(super) fn by_line(runs: &[Run]) -> impl Iterator<Item = &[Run]> {
    runs.chunk_by(|a, b| a.line == b.line)
}

impl Evaluation<'_> {
    /// Gives `amount` to units of one line, weighted by their running or original prices and capped by headroom.
    /// Equal units differ by at most one minor unit, the first ones getting more.
    ///
    /// A negative amount, which only the share of an odd remainder mode can be, gives nothing: no adjustment may
    /// raise a price.
    pub(super) fn give(&mut self, runs: &[Run], amount: i64, weights: PercentBase, scope: Scope) {
        let Some(first) = runs.first() else { return };
        if amount <= 0 {
            return;
        }
        let line = first.line;
        let facts = &self.layout.lines[line];
        if let ([run], [part]) = (runs, self.state.lines[line].parts.as_slice()) {
            let weight = if weights == PercentBase::Running { part.price } else { facts.original };
            let room = part.price - facts.floor;
            if weight > 0 && room > 0 {
                self.give_evenly(*run, amount, room, scope);
            }
            return;
        }
        let mut takes = std::mem::take(&mut self.takes);
        let mut groups = std::mem::take(&mut self.groups);
        takes.clear();
        groups.clear();
        for (first, count, price) in runs.iter().flat_map(|run| self.state.parts_of(run)) {
            if price > facts.floor {
                let weight = if weights == PercentBase::Running { price } else { facts.original };
                groups.push(Group::new(count, weight, price - facts.floor));
                takes.push(Take { run: Run { line, first, count }, amount: 0 });
            }
        }
        capped(amount, &mut groups);
        for (at, group) in groups.iter().enumerate() {
            takes[at].amount = group.each;
        }
        // Where some units of a group get one more, its run falls in two; from the back, so that places hold.
        for (at, group) in groups.iter().enumerate().rev().filter(|(_, group)| group.more > 0) {
            let Take { run, amount } = takes[at];
            takes[at] = Take { run: Run { count: group.more, ..run }, amount: amount + 1 };
            if group.more < run.count {
                let run = Run { first: run.first + group.more, count: run.count - group.more, ..run };
                takes.insert(at + 1, Take { run, amount });
            }
        }
        self.state.take(&takes, scope);
        (self.takes, self.groups) = (takes, groups);
    }

    /// The capped split over units of one weight and one cap: none can pass its cap once the sum is limited.
    fn give_evenly(&mut self, run: Run, amount: i64, room: i64, scope: Scope) {
        let count = i64::from(run.count);
        if amount >= room * count {
            return self.state.take(&[Take { run, amount: room }], scope);
        }
        let (each, more) = (amount / count, (amount % count) as u32);
        let rest =
            Take { run: Run { first: run.first + more, count: run.count - more, ..run }, amount: each };
        if more == 0 {
            return self.state.take(&[rest], scope);
        }
        self.state.take(&[Take { run: Run { count: more, ..run }, amount: each + 1 }, rest], scope);
    }
}
