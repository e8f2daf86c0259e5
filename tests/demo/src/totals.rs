//! What a day came to: sums over the sales as the server answered them, and how long its answers took.

use crate::checkout::Rung;
use crate::client::Timing;
use crate::wire::{Labels, Sale};
use std::collections::BTreeMap;
use std::time::Duration;

/// Sums of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Sales.
    pub sales: usize,
    /// Lines of them.
    pub lines: usize,
    /// Before discounts.
    pub gross_minor: i64,
    /// All discounts.
    pub discount_minor: i64,
    /// Taxes on top.
    pub tax_minor: i64,
    /// What customers owed.
    pub total_minor: i64,
    /// By campaign, the most expensive first.
    pub campaigns: Vec<CampaignSum>,
    /// Paid by method.
    pub tenders: BTreeMap<String, (usize, i64)>,
    /// Sales to members.
    pub to_members: usize,
    /// Gifts taken.
    pub gifts: usize,
    /// Coupon codes entered.
    pub codes: usize,
    /// Quotes that had to be shown again.
    pub price_changes: u32,
    /// Claims that somebody else took first.
    pub claims_lost: u32,
    /// Sales sent twice.
    pub repeated: usize,
    /// Sales priced without a plugin that should have been asked.
    pub skipped: usize,
}

/// What one campaign took off.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignSum {
    /// Whose.
    pub plugin: String,
    /// Its reference there.
    pub reference: String,
    /// What it is called.
    pub labels: Labels,
    /// On how many sales.
    pub sales: usize,
    /// In all.
    pub amount_minor: i64,
}

/// Sums up.
pub fn totals(rung: &[Rung]) -> Totals {
    let mut totals = Totals::default();
    let mut campaigns: BTreeMap<(String, String), CampaignSum> = BTreeMap::new();
    for rung in rung {
        let sale = &rung.sale;
        totals.sales += 1;
        totals.lines += sale.lines.len();
        totals.gross_minor += sale.subtotal_minor;
        totals.discount_minor += sale.discount_minor;
        totals.tax_minor += sale.tax_minor;
        totals.total_minor += sale.total_minor;
        totals.to_members += usize::from(rung.is_member);
        totals.gifts += rung.gifts;
        totals.codes += rung.codes;
        totals.price_changes += rung.price_changes;
        totals.claims_lost += rung.claims_lost;
        totals.repeated += usize::from(rung.is_repeated);
        totals.skipped += usize::from(!sale.skipped.is_empty());
        for tender in &sale.tenders {
            let sum = totals.tenders.entry(tender.method.clone()).or_default();
            let change = if tender.method == "cash" { sale.change_minor } else { 0 };
            *sum = (sum.0 + 1, sum.1 + tender.amount_minor - change);
        }
        for given in &sale.adjustments {
            let key = (given.plugin.clone(), given.reference.clone());
            let sum = campaigns.entry(key).or_insert_with(|| CampaignSum {
                plugin: given.plugin.clone(),
                reference: given.reference.clone(),
                labels: given.labels.clone(),
                sales: 0,
                amount_minor: 0,
            });
            sum.sales += 1;
            sum.amount_minor += given.amount_minor;
        }
    }
    totals.campaigns = campaigns.into_values().collect();
    totals.campaigns.sort_by(|a, b| (b.amount_minor, &a.reference).cmp(&(a.amount_minor, &b.reference)));
    totals
}

/// How long calls of one kind took.
#[derive(Clone, Debug, PartialEq)]
pub struct Latency {
    /// Which kind.
    pub what: &'static str,
    /// How many.
    pub count: usize,
    /// The middle one.
    pub p50: Duration,
    /// 95 of 100 were faster.
    pub p95: Duration,
    /// 99 of 100 were faster.
    pub p99: Duration,
    /// The slowest, and what it was about.
    pub slowest: (Duration, String),
}

/// By kind, in order of name.
pub fn latencies(timings: &[Timing]) -> Vec<Latency> {
    let mut kinds: BTreeMap<&'static str, Vec<&Timing>> = BTreeMap::new();
    for timing in timings {
        kinds.entry(timing.what).or_default().push(timing);
    }
    let latency = |(what, mut timings): (&'static str, Vec<&Timing>)| {
        timings.sort_by_key(|timing| timing.took);
        let at = |percent: usize| timings[(timings.len() * percent).div_ceil(100).max(1) - 1].took;
        let last = timings[timings.len() - 1];
        let slowest = (last.took, last.about.clone());
        Latency { what, count: timings.len(), p50: at(50), p95: at(95), p99: at(99), slowest }
    };
    kinds.into_iter().map(latency).collect()
}

/// The sale that shows most in little space: several campaigns, gift and points among them, on few lines.
pub fn telling_sale(rung: &[Rung]) -> Option<&Sale> {
    /// A receipt with fewer lines tells too little to be preferred for it.
    const LINES_MIN: usize = 9;
    let worth = |rung: &&Rung| {
        let sale = &rung.sale;
        let has_points = sale.adjustments.iter().any(|given| given.plugin != "promotions");
        let shown =
            4 * sale.adjustments.len() + 3 * usize::from(rung.gifts > 0) + 2 * usize::from(has_points);
        (100 + 2 * shown).saturating_sub(sale.lines.len().max(LINES_MIN))
    };
    rung.iter().max_by_key(|rung| (worth(rung), rung.sale.number.clone())).map(|rung| &rung.sale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_answers_that_were_given() {
        let timing = |ms| Timing { what: "quote", took: Duration::from_millis(ms), about: format!("{ms}") };
        let all: Vec<Timing> = (1..=200).rev().map(timing).collect();
        let latency = &latencies(&all)[0];
        let ms = |duration: Duration| duration.as_millis();
        assert_eq!((ms(latency.p50), ms(latency.p95), ms(latency.p99)), (100, 190, 198));
        assert_eq!(latency.slowest, (Duration::from_millis(200), "200".to_owned()));
        assert_eq!(latencies(&[timing(7)])[0].p99, Duration::from_millis(7));
        assert!(latencies(&[]).is_empty());
    }
}
