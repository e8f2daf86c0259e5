//! What a sale earns. Pure: a sale, the rules, the member's multiplier and the day.
//!
//! 1. Lines that are gifts or carry an excluded tag are left out. The others count with what was paid for them, after
//!    all discounts and redeemed points and without tax that comes on top, times their tag's multiplier.
//! 2. The sum is reduced to the share that earning tenders paid and rounded down to minor units.
//! 3. Rate, tier and day turn it into points, rounded down once a sale. Points per unit come on top; they are reduced
//!    by the tenders, too, but not multiplied by tier or day.
//!
//! The points are then put down to the lines that earned them, so that a return takes back what its goods earned.

use crate::dates::Date;
use crate::payload::{Sale, SaleLine};
use crate::settings::{DayRule, Earn, ONCE_PPM, TagRule};
use bodega_sdk::core::{Remainder, split};

/// What a sale earned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earned {
    /// Points of all lines.
    pub points: i64,
    /// What counts for the member's tier, minor units.
    pub spend_minor: i64,
    /// Lines that count, in ticket order.
    pub lines: Vec<EarnedLine>,
}

/// What a line earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarnedLine {
    /// Line number.
    pub line: u32,
    /// Its points.
    pub points: i64,
}

/// A line that counts, with its weight in points.
struct Weighted<'a> {
    line: &'a SaleLine,
    /// Paid times the tag's multiplier, parts per million of a minor unit.
    weight: i64,
    /// Points for its units, on top.
    extra: i64,
}

/// What `sale` of `day` earns a member whose tier multiplies by `tier_ppm`; `None` where the amounts are beyond any
/// shop's (some 10^12 minor units with all multipliers at their greatest).
pub fn earn(sale: &Sale, rules: &Earn, tier_ppm: i64, day: Date) -> Option<Earned> {
    let counts = |line: &&SaleLine| line.gift.is_none() && !has_any(line, &rules.excluded_tags);
    let lines: Vec<Weighted> =
        sale.lines.iter().filter(counts).map(|line| weigh(line, rules)).collect::<Option<_>>()?;

    let (earning, paid) = earning_share(sale, rules);
    let weight: i128 = lines.iter().map(|line| i128::from(line.weight)).sum();
    let base = weight.max(0).checked_mul(earning)? / paid / i128::from(ONCE_PPM);
    let points = base
        .checked_mul(i128::from(rules.points))?
        .checked_mul(i128::from(tier_ppm))?
        .checked_mul(i128::from(day_ppm(&rules.days, day)))?
        / i128::from(rules.per_minor)
        / i128::from(ONCE_PPM * ONCE_PPM);
    let extra: i128 = lines.iter().map(|line| i128::from(line.extra)).sum();
    let extra = extra.checked_mul(earning)? / paid;

    // Negative lines made the sum smaller but take no points themselves.
    let weights: Vec<i64> = lines.iter().map(|line| line.weight.max(0)).collect();
    let extras: Vec<i64> = lines.iter().map(|line| line.extra).collect();
    let by_weight = split(i64::try_from(points).ok()?, &weights, Remainder::LargestRemainder);
    let by_unit = split(i64::try_from(extra).ok()?, &extras, Remainder::LargestRemainder);
    let spend: i128 = lines.iter().map(|line| i128::from(line.line.amount_minor)).sum();
    let shares = by_weight.iter().zip(&by_unit).map(|(weight, unit)| weight + unit);
    let line = |(line, points): (&Weighted, i64)| EarnedLine { line: line.line.line, points };
    Some(Earned {
        points: i64::try_from(points + extra).ok()?,
        spend_minor: i64::try_from(spend.max(0)).ok()?,
        lines: lines.iter().zip(shares).map(line).collect(),
    })
}

fn weigh<'a>(line: &'a SaleLine, rules: &Earn) -> Option<Weighted<'a>> {
    let of_line = |rule: &&TagRule| line.tags.contains(&rule.tag);
    let matching = || rules.tags.iter().filter(of_line);
    let multiplier = matching().filter_map(|rule| rule.multiplier_ppm).max().unwrap_or(ONCE_PPM);
    let per_unit = matching().map(|rule| rule.points_per_unit).max().unwrap_or(0);
    let paid_units: i64 =
        line.units.iter().filter(|run| run.amount > 0).map(|run| i64::from(run.count)).sum();
    let weight = line.amount_minor.checked_mul(multiplier)?;
    Some(Weighted { line, weight, extra: per_unit.checked_mul(paid_units)? })
}

/// The share of what was paid that earns: numerator and a denominator above 0.
fn earning_share(sale: &Sale, rules: &Earn) -> (i128, i128) {
    let earns = |method: &str| !rules.excluded_tenders.iter().any(|excluded| excluded == method);
    // Change comes out of cash.
    let mut paid = -i128::from(sale.change_minor);
    let mut earning = if earns("cash") { paid } else { 0 };
    for tender in sale.tenders.iter().filter(|tender| tender.state != "failed") {
        paid += i128::from(tender.amount_minor);
        if earns(&tender.method) {
            earning += i128::from(tender.amount_minor);
        }
    }
    if paid > 0 { (earning.clamp(0, paid), paid) } else { (0, 1) }
}

/// The multiplier of a day: the greatest of the rules that hold on it.
fn day_ppm(rules: &[DayRule], day: Date) -> i64 {
    let holds = |rule: &&DayRule| {
        (rule.weekdays.is_empty() || rule.weekdays.contains(&day.weekday()))
            && rule.from.is_none_or(|from| from <= day)
            && rule.to.is_none_or(|to| day <= to)
    };
    rules.iter().filter(holds).map(|rule| rule.multiplier_ppm).max().unwrap_or(ONCE_PPM)
}

fn has_any(line: &SaleLine, tags: &[String]) -> bool {
    line.tags.iter().any(|tag| tags.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::{Tender, UnitRun};
    use crate::settings::Settings;

    fn rules(json: &str) -> Earn {
        Settings::read(&format!("{{\"earn\": {json}}}")).unwrap().earn
    }

    fn line(amount_minor: i64, count: u32, tags: &[&str]) -> SaleLine {
        SaleLine {
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            amount_minor,
            units: vec![UnitRun { first: 0, count, amount: amount_minor / i64::from(count) }],
            ..SaleLine::default()
        }
    }

    fn tender(method: &str, amount_minor: i64) -> Tender {
        Tender { method: method.to_owned(), amount_minor, state: "settled".to_owned() }
    }

    /// A sale paid by card, on a Thursday.
    fn sale(lines: Vec<SaleLine>) -> Sale {
        let total = lines.iter().map(|line| line.amount_minor).sum();
        let numbered = |(number, line): (u32, SaleLine)| SaleLine { line: number, ..line };
        Sale {
            id: String::new(),
            number: String::new(),
            status: "completed".to_owned(),
            member: None,
            business_date: "2026-01-01".to_owned(),
            lines: (0..).zip(lines).map(numbered).collect(),
            adjustments: Vec::new(),
            tenders: if total > 0 { vec![tender("card", total)] } else { Vec::new() },
            change_minor: 0,
        }
    }

    fn earned_on(day: &str, sale: &Sale, rules: &Earn) -> Earned {
        earn(sale, rules, ONCE_PPM, Date::parse(day).unwrap()).unwrap()
    }

    fn points(sale: &Sale, rules: &Earn) -> i64 {
        let earned = earned_on("2026-01-01", sale, rules);
        assert_eq!(earned.lines.iter().map(|line| line.points).sum::<i64>(), earned.points);
        earned.points
    }

    #[test]
    fn a_sale_is_rounded_down_once() {
        let rules = rules("{}");
        assert_eq!(points(&sale(vec![line(199, 1, &[])]), &rules), 1);
        assert_eq!(points(&sale(vec![line(199, 1, &[]), line(199, 1, &[])]), &rules), 3);
        assert_eq!(points(&sale(vec![line(99, 1, &[])]), &rules), 0);
        assert_eq!(points(&sale(vec![]), &rules), 0);
    }

    #[test]
    fn tags_multiply_add_or_exclude() {
        let rules = rules(
            r#"{"tags": [{"tag": "tea", "multiplier_ppm": 2000000}, {"tag": "hot", "multiplier_ppm": 1500000},
                {"tag": "new", "points_per_unit": 5}], "excluded_tags": ["tobacco"]}"#,
        );
        let earned = |tags| points(&sale(vec![line(1000, 2, tags)]), &rules);
        assert_eq!(earned(&[]), 10);
        assert_eq!(earned(&["tea"]), 20);
        assert_eq!(earned(&["hot", "tea"]), 20, "the greatest multiplier holds, they are not multiplied");
        assert_eq!(earned(&["new"]), 20);
        assert_eq!(earned(&["tea", "tobacco"]), 0);
        let mixed = sale(vec![line(1000, 1, &["tea"]), line(1000, 1, &[]), line(1000, 1, &["tobacco"])]);
        let by_line: Vec<_> = earned_on("2026-01-01", &mixed, &rules)
            .lines
            .iter()
            .map(|line| (line.line, line.points))
            .collect();
        assert_eq!(by_line, [(0, 20), (1, 10)]);
        assert_eq!(earned_on("2026-01-01", &mixed, &rules).spend_minor, 2000);
    }

    #[test]
    fn gifts_and_free_units_earn_nothing() {
        let rules = rules(r#"{"tags": [{"tag": "new", "points_per_unit": 5}]}"#);
        let gift: SaleLine = serde_json::from_str(
            r#"{"line": 0, "tags": ["new"], "gift": {"installation": "i", "reference": "r"}, "amount_minor": 500,
                "units": [{"first": 0, "count": 1, "amount": 500}]}"#,
        )
        .unwrap();
        assert_eq!(points(&sale(vec![gift]), &rules), 0);
        let mut second_free = line(1000, 1, &["new"]);
        second_free.units.push(UnitRun { first: 1, count: 1, amount: 0 });
        assert_eq!(points(&sale(vec![second_free]), &rules), 15);
    }

    #[test]
    fn days_multiply() {
        let rules = rules(
            r#"{"days": [{"weekdays": [6, 7], "multiplier_ppm": 2000000},
                {"from": "2026-01-10", "to": "2026-01-12", "multiplier_ppm": 3000000}]}"#,
        );
        let basket = sale(vec![line(1000, 1, &[])]);
        for (day, points) in [
            ("2026-01-09", 10),
            ("2026-01-03", 20),
            ("2026-01-04", 20),
            ("2026-01-10", 30),
            ("2026-01-12", 30),
            ("2026-01-13", 10),
        ] {
            assert_eq!(earned_on(day, &basket, &rules).points, points, "{day}");
        }
    }

    #[test]
    fn a_tier_multiplies_amounts_but_not_points_per_unit() {
        let rules = rules(r#"{"tags": [{"tag": "new", "points_per_unit": 5}]}"#);
        let basket = sale(vec![line(1000, 1, &["new"])]);
        let earned = earn(&basket, &rules, 1_500_000, Date::parse("2026-01-01").unwrap()).unwrap();
        assert_eq!(earned.points, 20);
    }

    #[test]
    fn tenders_that_earn_nothing_take_their_share() {
        let rules =
            rules(r#"{"excluded_tenders": ["gift_card"], "tags": [{"tag": "new", "points_per_unit": 4}]}"#);
        let mut basket = sale(vec![line(1000, 1, &["new"])]);
        basket.tenders = vec![tender("gift_card", 250), tender("card", 750)];
        assert_eq!(points(&basket, &rules), 7 + 3);
        basket.tenders = vec![tender("gift_card", 250), tender("cash", 1000)];
        basket.change_minor = 250;
        assert_eq!(points(&basket, &rules), 7 + 3);
        basket.tenders = vec![tender("gift_card", 1000)];
        basket.change_minor = 0;
        assert_eq!(points(&basket, &rules), 0);
        // Where cash earns nothing, its change is not a payment either.
        let rules = Earn { excluded_tenders: vec!["cash".to_owned()], ..rules };
        basket.tenders = vec![tender("card", 500), tender("cash", 600)];
        basket.change_minor = 100;
        assert_eq!(points(&basket, &rules), 5 + 2);
    }

    #[test]
    fn a_failed_tender_paid_nothing() {
        let rules = rules(r#"{"excluded_tenders": ["gift_card"]}"#);
        let mut basket = sale(vec![line(1000, 1, &[])]);
        basket.tenders.push(Tender { state: "failed".to_owned(), ..tender("gift_card", 1000) });
        assert_eq!(points(&basket, &rules), 10);
    }

    #[test]
    fn a_negative_line_lowers_what_the_others_earn() {
        let rules = rules("{}");
        let basket = sale(vec![line(1000, 1, &[]), line(-300, 1, &[])]);
        let earned = earned_on("2026-01-01", &basket, &rules);
        assert_eq!((earned.points, earned.spend_minor), (7, 700));
        assert_eq!(earned.lines[0].points, 7);
        let refund = sale(vec![line(-300, 1, &[])]);
        assert_eq!(points(&refund, &rules), 0);
    }

    #[test]
    fn tax_on_top_earns_nothing() {
        let mut basket = sale(vec![line(1000, 1, &[])]);
        basket.tenders = vec![tender("card", 1130)];
        assert_eq!(points(&basket, &rules("{}")), 10);
    }

    #[test]
    fn amounts_beyond_any_shop_are_refused() {
        let rules = rules(
            r#"{"points": 1000000, "per_minor": 1, "tags": [{"tag": "x", "multiplier_ppm": 100000000}],
                "days": [{"weekdays": [4], "multiplier_ppm": 100000000}]}"#,
        );
        let of = |amount| {
            earn(&sale(vec![line(amount, 1, &["x"])]), &rules, 100_000_000, Date::parse("2026-01-01")?)
        };
        assert_eq!(of(1 << 60), None);
        assert_eq!(of(1_000_000).unwrap().points, 1_000_000 * 1_000_000 * 1_000_000);
    }
}
