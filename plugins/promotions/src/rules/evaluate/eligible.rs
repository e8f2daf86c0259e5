//! Eligibility and conditions (section 7), limits (section 12) and tiers (section 8.6).

use super::Evaluation;
use crate::rules::line_set::LineSet;
use crate::rules::model::{Condition, SubtotalBasis, TargetRef, TierBasis, TieredRate};

impl Evaluation<'_> {
    /// What the basket decides once and for all: the coupon is entered and the limits are not reached.
    pub(super) fn is_admitted(&self, promotion: usize) -> bool {
        let promotion = &self.rules.promotions[promotion];
        if promotion.coupon.is_some_and(|coupon| !self.entered[coupon as usize]) {
            return false;
        }
        let limits = promotion.limits;
        if limits.per_customer.is_none() && limits.total.is_none() {
            return true;
        }
        let uses = self
            .basket
            .uses
            .iter()
            .find(|(id, _)| *id == promotion.id)
            .map(|(_, uses)| *uses)
            .unwrap_or_default();
        limits.per_customer.is_none_or(|limit| uses.per_customer < limit)
            && limits.total.is_none_or(|limit| uses.total < limit)
    }

    /// Whether every condition of an admitted promotion holds on the state at this moment.
    pub(super) fn is_eligible(&mut self, promotion: usize) -> bool {
        let rules = self.rules;
        rules.promotions[promotion].when.iter().all(|condition| self.holds(condition))
    }

    fn holds(&mut self, condition: &Condition) -> bool {
        match *condition {
            Condition::MinSubtotal { amount, target, basis, strict } => {
                let total = match basis {
                    SubtotalBasis::Running => self.running_total(target),
                    SubtotalBasis::Original => self.original_total(target),
                };
                total > amount || (total == amount && !strict)
            }
            Condition::SubtotalEq { amount, target } => self.running_total(target) == amount,
            Condition::MinQty { quantity, target } => self.stock_quantity(target) >= i128::from(quantity),
            Condition::MaxQty { quantity, target } => self.stock_quantity(target) <= i128::from(quantity),
            Condition::LineMinQty { quantity, target } => {
                self.matching(target).iter().any(|line| self.layout.lines[line].quantity >= quantity)
            }
            Condition::Contains { target } => !self.matching(target).is_empty(),
            Condition::CustomerTag { tag } => self.customer_tags[tag as usize],
            Condition::OrderNumber { n } => self.basket.order_number == Some(n),
            Condition::Window { from_ms, to_ms } => {
                self.basket.now_ms.is_some_and(|now| (from_ms..=to_ms).contains(&now))
            }
        }
    }

    /// The rate of the tier that holds now.
    pub(super) fn tiered_rate(&mut self, rate: &TieredRate, target: TargetRef) -> i64 {
        let measure = match rate.basis {
            TierBasis::OrderSubtotal => i128::from(self.layout.original_total),
            TierBasis::OrderRunning => i128::from(self.state.total),
            TierBasis::TargetSubtotal => i128::from(self.running_total(target)),
            TierBasis::TargetQty => self.stock_quantity(target),
        };
        rate.tiers.value_at(measure)
    }

    /// Stock quantity of the matched lines in millionths.
    pub(super) fn stock_quantity(&mut self, target: TargetRef) -> i128 {
        self.matching(target).iter().map(|line| self.layout.lines[line].stock_quantity).sum()
    }

    /// The lines that a target matches now, withheld or not.
    pub(super) fn matching(&mut self, target: TargetRef) -> LineSet {
        self.layout.matching(target, &self.state.discounted)
    }

    fn running_total(&mut self, target: TargetRef) -> i64 {
        match target {
            None => self.state.total,
            Some(_) => self.matching(target).iter().map(|line| self.state.lines[line].running).sum(),
        }
    }

    fn original_total(&mut self, target: TargetRef) -> i64 {
        match target {
            None => self.layout.original_total,
            Some(_) => {
                self.matching(target).iter().map(|line| self.layout.lines[line].original_total()).sum()
            }
        }
    }
}
