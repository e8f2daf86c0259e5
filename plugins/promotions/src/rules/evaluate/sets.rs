//! Effects that use up sets of units: `buy_x_get_y` (section 8.4) and `bundle_price` (section 8.5).
//! A unit's price changes only when it is used, so candidates are sorted once and walked with a cursor.

use super::Evaluation;
use crate::rules::line_set::LineSet;
use crate::rules::model::{Bundle, BuyGet, Pick, Scope};
use bodega_core::{Remainder, split};
use std::cmp::Reverse;

/// Units in the order in which they are taken, and how far that has come.
struct Candidates {
    units: Vec<u32>,
    next: usize,
}

impl Evaluation<'_> {
    pub(super) fn buy_get(&mut self, effect: &BuyGet, withheld: &LineSet) {
        let mut buy_lines = self.matching(effect.buy.target);
        let mut get_lines = self.matching(effect.get.target);
        buy_lines.remove(withheld);
        get_lines.remove(withheld);
        let mut buys = self.candidates(&buy_lines, Pick::MostExpensive);
        let mut gets = self.candidates(&get_lines, effect.get_pick);
        for _ in 0..effect.applications_max.unwrap_or(u32::MAX) {
            let before = self.state.used_count();
            let bought = self.use_next(&mut buys, effect.buy.count);
            if bought.len() < effect.buy.count as usize {
                return self.state.unmark_used_after(before);
            }
            let got = self.use_next(&mut gets, effect.get.count);
            if got.is_empty() || (got.len() < effect.get.count as usize && !effect.allow_partial_get) {
                return self.state.unmark_used_after(before);
            }
            for unit in got {
                let line = self.layout.line_of[unit] as usize;
                let price = self.state.running[unit];
                let headroom = (price - self.layout.lines[line].floor).max(0);
                let amount = self.percentage(price, effect.discount_bp).clamp(0, headroom);
                self.state.take(line, unit..unit + 1, amount, Scope::Line);
            }
        }
    }

    /// Bundles see all lines, also those withheld (section 15), and pass minimum prices.
    pub(super) fn bundle(&mut self, effect: &Bundle) {
        let mut components: Vec<(Candidates, u32)> = Vec::with_capacity(effect.components.len());
        for component in &effect.components {
            let lines = self.matching(component.target);
            components.push((self.candidates(&lines, Pick::MostExpensive), component.count));
        }
        for _ in 0..effect.applications_max.unwrap_or(u32::MAX) {
            let before = self.state.used_count();
            let mut taken: Vec<usize> = Vec::new();
            for (candidates, count) in &mut components {
                let units = self.use_next(candidates, *count);
                if units.len() < *count as usize {
                    return self.state.unmark_used_after(before);
                }
                taken.extend(units);
            }
            // A bundle is not meant to contain deduction lines; one that does gives them no share, and a price
            // below zero takes no unit below it.
            let weights: Vec<i64> = taken.iter().map(|&unit| self.state.running[unit].max(0)).collect();
            let sum: i64 = taken.iter().map(|&unit| self.state.running[unit]).sum();
            let discount = sum - effect.price.clamp(0, i64::MAX / 2);
            if discount <= 0 {
                return self.state.unmark_used_after(before);
            }
            for (&unit, share) in taken.iter().zip(split(discount, &weights, Remainder::LargestRemainder)) {
                let line = self.layout.line_of[unit] as usize;
                self.state.take(line, unit..unit + 1, share, Scope::Line);
            }
        }
    }

    /// Countable unused units of these lines, ordered by running price, ties by position.
    fn candidates(&self, lines: &LineSet, pick: Pick) -> Candidates {
        let countable = lines.iter().filter(|&line| self.layout.lines[line].countable);
        let units =
            countable.flat_map(|line| self.layout.units_of(line)).filter(|&unit| !self.state.used[unit]);
        let mut units: Vec<u32> = units.map(|unit| unit as u32).collect();
        let running = &self.state.running;
        match pick {
            Pick::MostExpensive => {
                units.sort_unstable_by_key(|&unit| (Reverse(running[unit as usize]), unit))
            }
            Pick::Cheapest => units.sort_unstable_by_key(|&unit| (running[unit as usize], unit)),
        }
        Candidates { units, next: 0 }
    }

    /// Marks the next `count` unused candidates, or as many as there are. Marks stand until the caller takes them
    /// back, and then the effect ends, so the cursor never has to go back.
    fn use_next(&mut self, candidates: &mut Candidates, count: u32) -> Vec<usize> {
        let mut units = Vec::new();
        while units.len() < count as usize
            && let Some(&unit) = candidates.units.get(candidates.next)
        {
            candidates.next += 1;
            let unit = unit as usize;
            if !self.state.used[unit] {
                self.state.mark_used(unit);
                units.push(unit);
            }
        }
        units
    }
}
