//! Effects of scope line (section 8.2) but for `buy_x_get_y` and `bundle_price`.

use super::Evaluation;
use super::give::{Run, by_line, runs_of};
use crate::rules::line_set::LineSet;
use crate::rules::model::{
    GiftEffect, GroupEffect, LineEffect, Pick, Scope, Selection, TargetRef, Tiers, UnitOrder,
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
                self.take_by_unit(&covered, |running| i128::from(running) - i128::from(*price));
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
        let runs = lines.iter().map(|line| Run { line, units: self.layout.units_of(line) });
        runs.filter(|run| !run.units.is_empty()).collect()
    }

    /// Unit selection (section 8.1).
    fn select(&mut self, target: TargetRef, withheld: &LineSet, selection: &Selection) -> Vec<Run> {
        let mut runs = self.covered(target, withheld);
        if let Some(per_line) = selection.per_line {
            for run in &mut runs {
                run.units.end = run.units.end.min(run.units.start + per_line as usize);
            }
            runs.retain(|run| !run.units.is_empty());
        }
        let Some(units_max) = selection.units else { return runs };
        let units_max = units_max as usize;
        let mut units: Vec<u32> =
            runs.iter().flat_map(|run| run.units.clone()).map(|unit| unit as u32).collect();
        if units.len() <= units_max {
            return runs;
        }
        let running = &self.state.running;
        match selection.pick {
            Pick::MostExpensive => {
                units.sort_unstable_by_key(|&unit| (Reverse(running[unit as usize]), unit))
            }
            Pick::Cheapest => units.sort_unstable_by_key(|&unit| (running[unit as usize], unit)),
        }
        units.truncate(units_max);
        units.sort_unstable();
        runs_of(&units, &self.layout.line_of)
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
        let Some(first) = runs.first() else { return (0, 0) };
        let policy = &self.rules.policy;
        let original = self.layout.lines[first.line].original.max(0);
        let (mut sum, mut by_unit) = (0, 0);
        for unit in runs.iter().flat_map(|run| run.units.clone()) {
            let base = match policy.percent_base {
                PercentBase::Running => self.state.running[unit].max(0),
                PercentBase::Original => original,
            };
            sum += base;
            if policy.round_at == RoundAt::Unit {
                by_unit += i128::from(self.percentage(base, bp));
            }
        }
        match policy.round_at {
            RoundAt::Line => (sum, self.percentage(sum, bp)),
            RoundAt::Unit => (sum, narrow(by_unit)),
        }
    }

    /// `base × bp ÷ 10000`, rounded as the policy says.
    pub(super) fn percentage(&self, base: i64, bp: i64) -> i64 {
        let exact = i128::from(base) * i128::from(bp);
        narrow(div_round(exact, i128::from(BASIS_POINTS), self.rules.policy.rounding.into()))
    }

    fn tiered_amount(&mut self, target: TargetRef, withheld: &LineSet, tiers: &Tiers) {
        for run in self.covered(target, withheld) {
            let amount = tiers.value_at(i128::from(self.state.line_running[run.line]));
            self.give(&[run], amount, PercentBase::Running, Scope::Line);
        }
    }

    fn amount_off_units(&mut self, selected: &[Run], amount: i64) {
        self.take_by_unit(selected, |_| i128::from(amount));
    }

    /// Takes off each unit what `wanted` says of its running price, between 0 and its headroom.
    fn take_by_unit(&mut self, selected: &[Run], wanted: impl Fn(i64) -> i128) {
        for run in selected {
            let floor = self.layout.lines[run.line].floor;
            let mut unit = run.units.start;
            while unit < run.units.end {
                let price = self.state.running[unit];
                let same = self.state.running[unit..run.units.end]
                    .iter()
                    .take_while(|&&other| other == price)
                    .count();
                let headroom = i128::from((price - floor).max(0));
                let amount = narrow(wanted(price).clamp(0, headroom));
                self.state.take(run.line, unit..unit + same, amount, Scope::Line);
                unit += same;
            }
        }
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
        let count: usize = runs.iter().map(|run| run.units.len()).sum();
        let mut left = count - count % size as usize;
        if order == UnitOrder::LineQtyDesc {
            // Stable, so that equal quantities stay in line order.
            runs.sort_by_key(|run| Reverse(self.layout.lines[run.line].quantity));
        }
        for run in &mut runs {
            let kept = run.units.len().min(left);
            run.units.end = run.units.start + kept;
            left -= kept;
        }
        runs.retain(|run| !run.units.is_empty());
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
