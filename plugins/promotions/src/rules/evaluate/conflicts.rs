//! Priority groups and line conflicts (section 11, steps 4 and 5).

use super::Evaluation;
use crate::rules::line_set::LineSet;
use crate::rules::model::Combine;
use crate::rules::policy::{LineConflict, PriorityGroups};

impl Evaluation<'_> {
    /// Step 4. All promotions are line-scope; `compile` saw to that.
    pub(super) fn apply_priority_groups(&mut self, sequence: &[usize], groups: PriorityGroups) {
        let rules = self.rules;
        for members in
            sequence.chunk_by(|&a, &b| rules.promotions[a].priority == rules.promotions[b].priority)
        {
            let members: Vec<usize> =
                members.iter().copied().filter(|&member| self.is_eligible(member)).collect();
            let mut candidates: Vec<Vec<usize>> = Vec::with_capacity(members.len());
            let (compound, alone) = members.iter().partition::<Vec<usize>, _>(|&&member| {
                groups == PriorityGroups::CompoundWithinStopAcross
                    && rules.promotions[member].combine == Combine::Compound
            });
            candidates.extend((!compound.is_empty()).then_some(compound));
            candidates.extend(alone.into_iter().map(|member| vec![member]));
            let Some(winner) = self.best_of(&candidates) else { continue };
            for &member in &candidates[winner] {
                let withheld = self.manually_discounted.clone();
                self.apply_and_list(member, &withheld);
            }
            if groups == PriorityGroups::CompoundWithinStopAcross {
                return;
            }
        }
    }

    /// Step 5, and the lines each winner keeps. The line-scope promotions in `sequence` end here.
    pub(super) fn apply_line_conflicts(&mut self, sequence: &[usize], conflict: LineConflict) {
        let eligible: Vec<usize> =
            sequence.iter().copied().filter(|&promotion| self.is_eligible(promotion)).collect();
        let winner_of_line = match conflict {
            LineConflict::BestPerLine => self.best_per_line(&eligible),
            LineConflict::HighestPriorityOnly | LineConflict::Stack => {
                self.highest_priority_per_line(&eligible)
            }
        };
        for &promotion in &eligible {
            let mut withheld = LineSet::none(self.layout.lines.len());
            let mut has_won = false;
            for (line, &winner) in winner_of_line.iter().enumerate() {
                if winner == Some(promotion) {
                    has_won = true;
                } else {
                    withheld.insert(line);
                }
            }
            if has_won {
                withheld.add(&self.manually_discounted);
                self.apply_and_list_if_changed(promotion, &withheld);
            }
        }
    }

    fn best_per_line(&mut self, eligible: &[usize]) -> Vec<Option<usize>> {
        let mut best: Vec<(i64, Option<usize>)> = vec![(0, None); self.layout.lines.len()];
        let withheld = self.manually_discounted.clone();
        for &promotion in eligible {
            if self.rules.promotions[promotion].is_gift() {
                continue;
            }
            self.state.begin_trial();
            self.apply(promotion, &withheld);
            for (best, line) in best.iter_mut().zip(&self.state.lines) {
                if line.discount > best.0 {
                    *best = (line.discount, Some(promotion));
                }
            }
            self.state.end_trial();
        }
        best.into_iter().map(|(_, winner)| winner).collect()
    }

    fn highest_priority_per_line(&mut self, eligible: &[usize]) -> Vec<Option<usize>> {
        let mut winners = vec![None; self.layout.lines.len()];
        let rules = self.rules;
        for &promotion in eligible {
            for line in self.matching(rules.promotions[promotion].target).iter() {
                // Line-scope promotions stand in order of priority.
                winners[line].get_or_insert(promotion);
            }
        }
        winners
    }
}
