//! Effects of scope line (section 8.2) but for `buy_x_get_y` and `bundle_price`.

use super::Evaluation;
use super::give::by_line;
use super::sets::sort_by_price;
use super::state::{Run, Take};
use crate::rules::line_set::LineSet;
use crate::rules::model::{
    GiftEffect, GroupEffect, LineEffect, Scope, Selection, TargetRef, Tiers, UnitOrder,
};
use crate::rules::policy::{PercentBase, RoundAt};
use bodega_core::{BASIS_POINTS, div_round, split};
use std::cmp::Reverse;

impl<'r> Evaluation<'r> {
    /// Applies a line effect to the lines of `target` that are not `withheld`.
    pub(super) fn apply_line_effect(
        &mut self,
        promotion: usize,
        effect: &'r LineEffect<'r>,
        target: TargetRef,
        withheld: &LineSet,
    ) {
        match effect {
            LineEffect::PercentOff { bp, selection, max_amount } => {
                let selected = self.select(target, withheld, selection);
                self.percent(&selected, *bp, *max_amount);
            }
            LineEffect::TieredPercent(rate) => {
                let bp = self.tiered_rate(rate, target);
                let covered = self.covered(target, withheld);
                self.percent(&covered, bp, None);
            }
            LineEffect::TieredAmount(tiers) => self.tiered_amount(target, withheld, tiers),
            LineEffect::AmountOffUnit { amount, selection } => {
                let selected = self.select(target, withheld, selection);
                self.amount_off_units(&selected, *amount);
            }
            LineEffect::AmountOffLine { amount, selection } => {
                let selected = self.select(target, withheld, selection);
                for runs in by_line(&selected) {
                    self.give(runs, *amount, PercentBase::Running, Scope::Line);
                }
            }
            LineEffect::FixedUnitPrice { price } => {
                let covered = self.covered(target, withheld);
                self.take_by_unit(&covered, |running| running.saturating_sub(*price));
            }
            LineEffect::UnitGroups { size, order, each } => {
                let kept = self.full_groups(target, withheld, *size, *order);
                match each {
                    GroupEffect::AmountOff { amount } => self.amount_off_units(&kept, *amount),
                    GroupEffect::PercentOff { bp } => self.percent(&kept, *bp, None),
                    GroupEffect::TieredPercent(rate) => {
                        let bp = self.tiered_rate(rate, target);
                        self.percent(&kept, bp, None);
                    }
                }
            }
            LineEffect::BuyGet(effect) => self.buy_get(effect, withheld),
            LineEffect::Bundle(effect) => self.bundle(effect),
            LineEffect::Gift(effect) => self.grant_gift(promotion, effect),
        }
    }

    /// All units of the target's lines that are not withheld.
    fn covered(&mut self, target: TargetRef, withheld: &LineSet) -> Vec<Run> {
        let mut lines = self.matching(target);
        lines.remove(withheld);
        self.whole_lines(&lines)
    }

    /// The units of these lines; a line without units has no run.
    pub(super) fn whole_lines(&self, lines: &LineSet) -> Vec<Run> {
        let runs = lines.iter().map(|line| Run { line, first: 0, count: self.layout.lines[line].units });
        runs.filter(|run| run.count > 0).collect()
    }

    /// Unit selection (section 8.1).
    fn select(&mut self, target: TargetRef, withheld: &LineSet, selection: &Selection) -> Vec<Run> {
        let mut runs = self.covered(target, withheld);
        if let Some(per_line) = selection.per_line {
            for run in &mut runs {
                run.count = run.count.min(per_line);
            }
            runs.retain(|run| run.count > 0);
        }
        let Some(units_max) = selection.units else { return runs };
        let mut units = Vec::with_capacity(runs.len());
        for run in &runs {
            self.push_priced(run, &mut units);
        }
        sort_by_price(&mut units, selection.pick);
        let mut left = units_max;
        for units in &mut units {
            units.run.count = units.run.count.min(left);
            left -= units.run.count;
        }
        runs.clear();
        runs.extend(units.iter().map(|units| units.run).filter(|run| run.count > 0));
        runs.sort_unstable_by_key(|run| (run.line, run.first));
        runs
    }

    /// The percent procedure (section 8.3).
    fn percent(&mut self, selected: &[Run], bp: i64, max_amount: Option<i64>) {
        let base = self.rules.policy.percent_base;
        let mut weights: Vec<i64> = Vec::with_capacity(selected.len());
        let mut amounts: Vec<i64> = Vec::with_capacity(selected.len());
        for runs in by_line(selected) {
            let (weight, amount) = self.percent_of_line(runs, bp);
            weights.push(weight);
            amounts.push(amount);
        }
        if let Some(max_amount) = max_amount
            && amounts.iter().map(|&amount| i128::from(amount)).sum::<i128>() > i128::from(max_amount)
        {
            amounts = split(max_amount, &weights, self.rules.policy.proration.into());
        }
        for (runs, amount) in by_line(selected).zip(amounts) {
            self.give(runs, amount, base, Scope::Line);
        }
    }

    /// Sum of the base prices of one line's selected units, and the amount that `bp` of them is.
    fn percent_of_line(&self, runs: &[Run], bp: i64) -> (i64, i64) {
        let policy = &self.rules.policy;
        let (mut sum, mut by_unit) = (0, 0);
        for run in runs {
            let original = self.layout.lines[run.line].original;
            for (_, count, price) in self.state.parts_of(run) {
                let base = match policy.percent_base {
                    PercentBase::Running => price.max(0),
                    PercentBase::Original => original.max(0),
                };
                sum += base * i64::from(count);
                if policy.round_at == RoundAt::Unit {
                    by_unit += i128::from(self.percentage(base, bp)) * i128::from(count);
                }
            }
        }
        match policy.round_at {
            RoundAt::Line => (sum, self.percentage(sum, bp)),
            RoundAt::Unit => (sum, narrow(by_unit)),
        }
    }

    /// `base × bp ÷ 10000`, rounded as the policy says.
    pub(super) fn percentage(&self, base: i64, bp: i64) -> i64 {
        // 64-bit products cost a fraction of 128-bit ones in WebAssembly, and nearly all amounts fit.
        let is_small = base.unsigned_abs() < 1 << 44 && bp.unsigned_abs() < 1 << 18;
        let exact = if is_small { i128::from(base * bp) } else { i128::from(base) * i128::from(bp) };
        narrow(div_round(exact, i128::from(BASIS_POINTS), self.rules.policy.rounding.into()))
    }

    fn tiered_amount(&mut self, target: TargetRef, withheld: &LineSet, tiers: &Tiers) {
        for run in self.covered(target, withheld) {
            let amount = tiers.value_at(i128::from(self.state.lines[run.line].running));
            self.give(&[run], amount, PercentBase::Running, Scope::Line);
        }
    }

    fn amount_off_units(&mut self, selected: &[Run], amount: i64) {
        self.take_by_unit(selected, |_| amount);
    }

    /// Takes off each unit what `wanted` says of its running price, between 0 and its headroom.
    fn take_by_unit(&mut self, selected: &[Run], wanted: impl Fn(i64) -> i64) {
        let mut takes = std::mem::take(&mut self.takes);
        for runs in by_line(selected) {
            takes.clear();
            for run in runs {
                let floor = self.layout.lines[run.line].floor;
                takes.extend(self.state.parts_of(run).map(|(first, count, price)| Take {
                    run: Run { line: run.line, first, count },
                    amount: wanted(price).clamp(0, (price - floor).max(0)),
                }));
            }
            self.state.take(&takes, Scope::Line);
        }
        self.takes = takes;
    }

    /// The covered countable units that fill whole groups.
    fn full_groups(
        &mut self,
        target: TargetRef,
        withheld: &LineSet,
        size: u32,
        order: UnitOrder,
    ) -> Vec<Run> {
        let mut runs = self.covered(target, withheld);
        runs.retain(|run| self.layout.lines[run.line].countable);
        let units: u64 = runs.iter().map(|run| u64::from(run.count)).sum();
        let mut left = units - units % u64::from(size);
        if order == UnitOrder::LineQtyDesc {
            runs.sort_unstable_by_key(|run| (Reverse(self.layout.lines[run.line].quantity), run.line));
        }
        for run in &mut runs {
            run.count = u64::from(run.count).min(left) as u32;
            left -= u64::from(run.count);
        }
        runs.retain(|run| run.count > 0);
        runs.sort_unstable_by_key(|run| run.line);
        runs
    }

    /// Gifts count bought goods over the whole cart, withheld lines included (section 15).
    fn grant_gift(&mut self, promotion: usize, gift: &GiftEffect<'_>) {
        let bought = self.stock_quantity(gift.buy_target);
        if bought < i128::from(gift.buy_min) {
            return;
        }
        let times = gift.buy_every.map_or(1, |every| bought.div_euclid(i128::from(every)));
        let quantity = narrow(times.saturating_mul(i128::from(gift.get)));
        if quantity != 0 {
            self.gifts.push(super::GrantedGift { promotion, quantity: bodega_core::Micros(quantity) });
        }
    }
}

/// What no amount of a basket reaches may saturate: it is limited by headroom next.
pub(super) fn narrow(value: i128) -> i64 {
    value.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}
