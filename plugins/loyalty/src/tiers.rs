//! Tiers: what a member spent by month, and the tier that amounts to.

use crate::dates::Month;
use crate::settings::{Tier, WINDOW_MONTHS_MAX};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Document `member/<id>` in the collection `members`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The tag of the member's tier, as last set.
    pub tier: Option<String>,
    /// Minor units spent, by month `YYYY-MM` of the sale; months without spend are left out.
    pub spend_minor_by_month: BTreeMap<String, i64>,
}

impl Member {
    /// The month to look back from: `month`, or the last one with spend where an event comes late.
    pub fn as_of(&self, month: Month) -> Month {
        self.months().map(|(month, _)| month).max().map_or(month, |last| last.max(month))
    }

    /// The highest tier the member's spend reaches, looking back from `as_of`.
    pub fn reached<'t>(&self, tiers: &'t [Tier], as_of: Month) -> Option<&'t Tier> {
        let spend_in = |window_months: i64| -> i64 {
            let first = as_of.plus(1 - window_months as i32);
            let in_window = |(month, _): &(Month, i64)| (first..=as_of).contains(month);
            self.months().filter(in_window).map(|(_, spend)| spend).fold(0, i64::saturating_add)
        };
        tiers.iter().rev().find(|tier| spend_in(tier.window_months) >= tier.min_spend_minor)
    }

    /// Adds what a sale of `month` was worth, and forgets months that no window reaches any more.
    pub fn spent(&mut self, month: Month, minor: i64) {
        if minor > 0 {
            let spend = self.spend_minor_by_month.entry(month.to_string()).or_default();
            *spend = spend.saturating_add(minor);
        }
        let oldest = self.as_of(month).plus(1 - WINDOW_MONTHS_MAX as i32).to_string();
        self.spend_minor_by_month.retain(|month, _| *month >= oldest);
    }

    /// Takes off what came back of a sale of `month`.
    pub fn unspent(&mut self, month: &str, minor: i64) {
        if let Some(spend) = self.spend_minor_by_month.get_mut(month) {
            *spend -= minor;
            if *spend <= 0 {
                self.spend_minor_by_month.remove(month);
            }
        }
    }

    fn months(&self) -> impl Iterator<Item = (Month, i64)> {
        self.spend_minor_by_month.iter().filter_map(|(month, spend)| Some((Month::parse(month)?, *spend)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(tag: &str, min_spend_minor: i64, window_months: i64) -> Tier {
        Tier {
            tag: tag.to_owned(),
            name: BTreeMap::new(),
            min_spend_minor,
            window_months,
            multiplier_ppm: 1_000_000,
        }
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn reached(member: &Member, at: &str) -> Option<String> {
        let tiers = [tier("silver", 1000, 12), tier("gold", 5000, 12), tier("star", 3000, 1)];
        member.reached(&tiers, month(at)).map(|tier| tier.tag.clone())
    }

    #[test]
    fn spend_counts_for_as_long_as_the_window_holds_it() {
        let mut member = Member::default();
        member.spent(month("2026-01"), 1000);
        assert_eq!(reached(&member, "2026-01").as_deref(), Some("silver"));
        assert_eq!(reached(&member, "2026-12").as_deref(), Some("silver"));
        assert_eq!(reached(&member, "2027-01"), None);
    }

    #[test]
    fn the_last_tier_reached_wins() {
        let mut member = Member::default();
        member.spent(month("2026-01"), 2500);
        member.spent(month("2026-02"), 2500);
        assert_eq!(reached(&member, "2026-02").as_deref(), Some("gold"));
        member.spent(month("2026-02"), 500);
        assert_eq!(reached(&member, "2026-02").as_deref(), Some("star"));
        member.unspent("2026-02", 3000);
        assert_eq!(reached(&member, "2026-02").as_deref(), Some("silver"));
    }

    #[test]
    fn a_late_sale_does_not_hide_later_spend() {
        let mut member = Member::default();
        member.spent(month("2026-03"), 900);
        member.spent(month("2026-01"), 100);
        assert_eq!(member.as_of(month("2026-01")), month("2026-03"));
        assert_eq!(reached(&member, "2026-03").as_deref(), Some("silver"));
    }

    #[test]
    fn old_and_empty_months_are_forgotten() {
        let mut member = Member::default();
        member.spent(month("2026-01"), 100);
        member.spent(month("2028-12"), 100);
        assert_eq!(member.spend_minor_by_month.len(), 2);
        member.spent(month("2029-01"), 0);
        assert_eq!(member.spend_minor_by_month.len(), 1);
        member.unspent("2028-12", 100);
        member.unspent("2020-01", 100);
        assert_eq!(member.spend_minor_by_month.len(), 0);
    }
}
