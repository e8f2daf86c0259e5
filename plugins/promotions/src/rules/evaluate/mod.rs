//! Evaluation of compiled rules over a basket (section 11).

mod conflicts;
mod eligible;
mod give;
mod layout;
mod line_effects;
mod order_effects;
mod sets;
mod spread;
mod state;

use super::basket::{Basket, InvalidBasket};
use super::line_set::LineSet;
use super::model::{Effect, LineEffect, Rules, Scope};
use super::policy::{GroupPick, LineConflict, ManualLineDiscount, PercentBase};
use bodega_core::Micros;
use layout::Layout;
use spread::Group;
use state::{Part, Run, State, Take};
use std::ops::Range;

/// What the promotions of [`Rules`] do to a basket.
pub struct Outcome {
    /// Promotions that changed something, in order of application.
    pub applied: Vec<Applied>,
    /// Gifts in the order granted.
    pub gifts: Vec<GrantedGift>,
    discounts: Vec<UnitDiscount>,
    lines: Vec<LineTotals>,
}

/// A promotion that counts as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Index into [`Rules::promotions`].
    pub promotion: usize,
    discounts: Range<usize>,
}

/// `amount` off each of `count` units of a line from unit `first` of that line on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitDiscount {
    /// Line number.
    pub line: u32,
    /// First unit inside the line.
    pub first: u32,
    /// Number of units.
    pub count: u32,
    /// Off each of them, above 0.
    pub amount_minor: i64,
}

/// Goods granted for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantedGift {
    /// Index into [`Rules::promotions`].
    pub promotion: usize,
    /// How much of the gift's SKU.
    pub quantity: Micros,
}

impl GrantedGift {
    /// What is given.
    pub fn sku<'r>(&self, rules: &Rules<'r>) -> &'r str {
        match rules.promotions[self.promotion].effect {
            Effect::Line(LineEffect::Gift(ref gift)) => gift.sku,
            // Only gifts grant gifts.
            _ => "",
        }
    }
}

/// Where a line ended.
pub(super) struct LineTotals {
    pub original: i64,
    pub line_discount: i64,
    pub running: i64,
    pub is_countable: bool,
    /// Its units by price, in order.
    parts: Vec<Part>,
}

impl Outcome {
    /// What an applied promotion took, by unit; runs ascend and do not overlap.
    pub fn discounts(&self, applied: &Applied) -> &[UnitDiscount] {
        &self.discounts[applied.discounts.clone()]
    }

    pub(super) fn lines(&self) -> &[LineTotals] {
        &self.lines
    }
}

impl LineTotals {
    /// Running prices of its units, in order.
    pub(super) fn unit_prices(&self) -> impl Iterator<Item = i64> {
        self.parts.iter().flat_map(|part| std::iter::repeat_n(part.price, part.count as usize))
    }
}

/// Applies the rules to the basket.
///
/// # Errors
/// The basket is larger than evaluation serves, or contradicts itself.
pub fn evaluate(rules: &Rules<'_>, basket: &Basket<'_>) -> Result<Outcome, InvalidBasket> {
    let mut evaluation = Evaluation::new(rules, basket)?;
    evaluation.give_manual_discounts()?;
    evaluation.apply_promotions();
    Ok(evaluation.finish())
}

struct Evaluation<'r> {
    rules: &'r Rules<'r>,
    basket: &'r Basket<'r>,
    layout: Layout<'r>,
    state: State,
    /// By index into the rules' coupons and customer tags: whether the basket has it.
    entered: Vec<bool>,
    customer_tags: Vec<bool>,
    /// Lines that manual discounts withhold from line-scope promotions.
    manually_discounted: LineSet,
    listed: Vec<Listed>,
    gifts: Vec<GrantedGift>,
    /// Buffers of [`Self::give`], kept between effects.
    takes: Vec<Take>,
    groups: Vec<Group>,
}

/// A promotion to be reported, with its part of the journal.
struct Listed {
    promotion: usize,
    journal: Range<usize>,
}

impl<'r> Evaluation<'r> {
    fn new(rules: &'r Rules<'r>, basket: &'r Basket<'r>) -> Result<Self, InvalidBasket> {
        let layout = Layout::new(rules, basket)?;
        let state = State::new(&layout, basket)?;
        Ok(Evaluation {
            entered: rules.coupons.iter().map(|code| basket.coupons.contains(code)).collect(),
            customer_tags: rules.customer_tags.iter().map(|tag| basket.customer_tags.contains(tag)).collect(),
            manually_discounted: LineSet::none(basket.lines.len()),
            listed: Vec::new(),
            gifts: Vec::new(),
            takes: Vec::new(),
            groups: Vec::new(),
            rules,
            basket,
            layout,
            state,
        })
    }

    /// Step 1.
    fn give_manual_discounts(&mut self) -> Result<(), InvalidBasket> {
        let basket = self.basket;
        for manual in &basket.manual_discounts {
            let line = manual.line as usize;
            if line >= self.layout.lines.len() {
                return Err(InvalidBasket::UnknownLine);
            }
            if self.rules.policy.manual_line_discount == ManualLineDiscount::ReplacesLinePromotions {
                self.manually_discounted.insert(line);
            }
            let run = Run { line, first: 0, count: self.layout.lines[line].units };
            self.give(&[run], manual.amount_minor, PercentBase::Running, Scope::Line);
        }
        Ok(())
    }

    /// Steps 3 to 6. Promotions stand in sequence since compiling; those that the coupon or a limit shuts out
    /// are never eligible, so they leave first.
    fn apply_promotions(&mut self) {
        let all = 0..self.rules.promotions.len();
        let mut sequence: Vec<usize> = all.filter(|&promotion| self.is_admitted(promotion)).collect();
        if let Some(exclusive) = self.first_exclusive(&sequence) {
            sequence = vec![exclusive];
        }
        let policy = &self.rules.policy;
        if let Some(groups) = policy.priority_groups {
            return self.apply_priority_groups(&sequence, groups);
        }
        if policy.line_conflict != LineConflict::Stack {
            let rules = self.rules;
            let (line, order): (Vec<usize>, Vec<usize>) =
                sequence.iter().partition(|&&promotion| rules.promotions[promotion].scope() == Scope::Line);
            self.apply_line_conflicts(&line, policy.line_conflict);
            sequence = order;
        }
        self.walk(&sequence);
    }

    /// Step 3: the exclusive promotion that keeps all others out, if one is eligible now.
    fn first_exclusive(&mut self, sequence: &[usize]) -> Option<usize> {
        let rules = self.rules;
        let exclusives = sequence.iter().copied().filter(|&promotion| rules.promotions[promotion].exclusive);
        let eligible: Vec<usize> = exclusives.filter(|&promotion| self.is_eligible(promotion)).collect();
        eligible.into_iter().min_by_key(|&promotion| {
            let promotion = &rules.promotions[promotion];
            (std::cmp::Reverse(promotion.priority), promotion.declared)
        })
    }

    /// Step 6.
    fn walk(&mut self, sequence: &[usize]) {
        let rules = self.rules;
        let withheld = self.manually_discounted.clone();
        let mut closed: Vec<u32> = Vec::new();
        for &promotion in sequence {
            if !self.is_eligible(promotion) {
                continue;
            }
            let mut chosen = promotion;
            if let Some(group) = rules.promotions[promotion].group {
                if closed.contains(&group) {
                    continue;
                }
                closed.push(group);
                if rules.policy.group_pick == GroupPick::Best {
                    chosen = self.best_of_group(sequence, group).unwrap_or(promotion);
                }
            }
            if rules.promotions[chosen].is_gift() {
                self.apply(chosen, &withheld);
                // Section 14 asks whether there are gifts after its turn, not whether it granted one.
                if !self.gifts.is_empty() {
                    self.list(chosen, self.state.journal.len());
                }
            } else {
                self.apply_and_list_if_changed(chosen, &withheld);
            }
        }
    }

    fn best_of_group(&mut self, sequence: &[usize], group: u32) -> Option<usize> {
        let rules = self.rules;
        let members =
            sequence.iter().copied().filter(|&member| rules.promotions[member].group == Some(group));
        let eligible: Vec<Vec<usize>> =
            members.filter(|&member| self.is_eligible(member)).map(|member| vec![member]).collect();
        let best = self.best_of(&eligible)?;
        eligible[best].first().copied()
    }

    /// The candidate whose trial takes off most, each applied in full; ties go to the earlier.
    fn best_of(&mut self, candidates: &[Vec<usize>]) -> Option<usize> {
        if candidates.len() <= 1 {
            return (!candidates.is_empty()).then_some(0);
        }
        let withheld = self.manually_discounted.clone();
        let mut best: Option<(i64, usize)> = None;
        for (index, members) in candidates.iter().enumerate() {
            self.state.begin_trial();
            let gifts_before = self.gifts.len();
            for &member in members {
                self.apply(member, &withheld);
            }
            let discount = self.state.end_trial();
            self.gifts.truncate(gifts_before);
            if best.is_none_or(|(most, _)| discount > most) {
                best = Some((discount, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// Applies a promotion to the state; order scope knows no withheld lines.
    fn apply(&mut self, promotion: usize, withheld: &LineSet) {
        let rules = self.rules;
        let applied = &rules.promotions[promotion];
        match &applied.effect {
            Effect::Line(effect) => self.apply_line_effect(promotion, effect, applied.target, withheld),
            Effect::Order(effect) => self.apply_order_effect(effect, applied.target),
        }
    }

    fn apply_and_list(&mut self, promotion: usize, withheld: &LineSet) {
        let before = self.state.journal.len();
        self.apply(promotion, withheld);
        self.list(promotion, before);
    }

    fn apply_and_list_if_changed(&mut self, promotion: usize, withheld: &LineSet) {
        let before = self.state.journal.len();
        self.apply(promotion, withheld);
        if self.state.journal.len() > before {
            self.list(promotion, before);
        }
    }

    fn list(&mut self, promotion: usize, journal_from: usize) {
        self.listed.push(Listed { promotion, journal: journal_from..self.state.journal.len() });
    }

    fn finish(self) -> Outcome {
        let mut discounts: Vec<UnitDiscount> = Vec::with_capacity(self.state.journal.len());
        let mut applied = Vec::with_capacity(self.listed.len());
        for listed in &self.listed {
            let first = discounts.len();
            // Effects go line by line, and inside a line by unit.
            for take in &self.state.journal[listed.journal.clone()] {
                let next = UnitDiscount {
                    line: take.run.line as u32,
                    first: take.run.first,
                    count: take.run.count,
                    amount_minor: take.amount,
                };
                match discounts[first..].last_mut() {
                    Some(last) if continues(last, &next) => last.count += next.count,
                    _ => discounts.push(next),
                }
            }
            applied.push(Applied { promotion: listed.promotion, discounts: first..discounts.len() });
        }
        let totals = self.layout.lines.iter().zip(self.state.lines).map(|(facts, line)| LineTotals {
            original: facts.original_total(),
            line_discount: line.discount,
            running: line.running,
            is_countable: facts.countable,
            parts: line.parts,
        });
        Outcome { applied, gifts: self.gifts, discounts, lines: totals.collect() }
    }
}

fn continues(last: &UnitDiscount, next: &UnitDiscount) -> bool {
    last.line == next.line && last.first + last.count == next.first && last.amount_minor == next.amount_minor
}
