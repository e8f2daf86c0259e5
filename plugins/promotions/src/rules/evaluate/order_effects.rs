//! Effects of scope order (section 8.7).

use super::Evaluation;
use super::line_effects::narrow;
use super::state::Run;
use crate::rules::line_set::LineSet;
use crate::rules::model::{OrderAmount, OrderEffect, Scope, TargetRef};
use crate::rules::policy::PercentBase;
use bodega_core::capped_split;

impl Evaluation<'_> {
    pub(super) fn apply_order_effect(&mut self, effect: &OrderEffect, target: TargetRef) {
        let lines = self.matching(target);
        let running: i64 = lines.iter().map(|line| self.state.lines[line].running).sum();
        let amount = match &effect.amount {
            OrderAmount::Percent { bp } => self.percentage(self.percent_base(&lines, running), *bp),
            OrderAmount::TieredPercent(rate) => {
                let bp = self.tiered_rate(rate, target);
                self.percentage(self.percent_base(&lines, running), bp)
            }
            OrderAmount::Fixed { amount } => *amount,
            OrderAmount::Every { every, amount } => {
                narrow(i128::from(running.div_euclid(*every)) * i128::from(*amount))
            }
        };
        let amount = amount.min(effect.max_amount.unwrap_or(i64::MAX)).min(running).max(0);
        self.allocate(&lines, amount);
    }

    fn percent_base(&self, lines: &LineSet, running: i64) -> i64 {
        let base = match self.rules.policy.percent_base {
            PercentBase::Running => running,
            PercentBase::Original => lines.iter().map(|line| self.layout.lines[line].original_total()).sum(),
        };
        base.max(0)
    }

    /// The capped split over lines, and each line's share given to its units.
    fn allocate(&mut self, lines: &LineSet, amount: i64) {
        if amount == 0 {
            return;
        }
        let runs = self.whole_lines(lines);
        let weight = |run: &Run| self.state.lines[run.line].running.max(0);
        let headroom = |run: &Run| {
            let floors = self.layout.lines[run.line].floor * i64::from(run.count);
            (self.state.lines[run.line].running - floors).max(0)
        };
        let weights: Vec<i64> = runs.iter().map(weight).collect();
        let caps: Vec<i64> = runs.iter().map(headroom).collect();
        let shares = capped_split(amount, &weights, &caps, self.rules.policy.proration.into());
        for (run, share) in runs.iter().zip(shares) {
            self.give(std::slice::from_ref(run), share, PercentBase::Running, Scope::Order);
        }
    }
}
