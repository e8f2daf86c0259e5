//! The page at the end: what the day came to, what it cost, how fast it went, and whether the books agree.

use crate::books::Books;
use crate::data::clock::{Clock, seconds_of_day};
use crate::data::{Day, SYNTHESISED, Source};
use crate::receipt;
use crate::text::{WIDTH, bar, ends, grouped, left, money, right, sparkline, width};
use crate::totals::{CampaignSum, Latency, Totals};
use crate::wire::{Explanation, Labels};
use anyhow::Result;
use std::time::Duration;

/// Campaigns on the page; the rest is summed up in one row.
const CAMPAIGNS_SHOWN: usize = 18;

/// What the page tells.
pub struct Story<'a> {
    /// The day that was rung up.
    pub day: &'a Day,
    /// Where it came from.
    pub source: Source,
    /// Its sums.
    pub totals: &'a Totals,
    /// How long it took.
    pub took: Duration,
    /// Cashiers at once, and tills they worked at.
    pub tills: (usize, usize),
    /// How long calls took.
    pub latencies: &'a [Latency],
    /// Returns and what was paid back.
    pub returns: (usize, i64),
    /// What the server says about the same day.
    pub books: &'a Books,
    /// One receipt with its proof.
    pub receipt: Option<&'a Explanation>,
    /// The plugins, as installed.
    pub plugins: &'a [String],
}

/// The page.
///
/// # Errors
/// A time that is out of the calendar.
pub fn page(story: &Story<'_>) -> Result<String> {
    let mut out = Vec::new();
    rule(&mut out);
    out.push(ends("  BODEGA  A day of real baskets", "真实购物篮的一天  "));
    rule(&mut out);
    headline(&mut out, story)?;
    discounts(&mut out, story.totals);
    loyalty(&mut out, story);
    speed(&mut out, story);
    if let Some(explanation) = story.receipt {
        heading(&mut out, "One receipt, line by line", "逐行解释一张小票");
        out.extend(receipt::lines(explanation));
    }
    checks(&mut out, story);
    about(&mut out, story);
    Ok(out.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n"))
}

fn rule(out: &mut Vec<String>) {
    out.push("─".repeat(WIDTH));
}

fn heading(out: &mut Vec<String>, en: &str, zh: &str) {
    out.push(String::new());
    let title = format!("── {en}  {zh} ");
    let rest = WIDTH.saturating_sub(width(&title));
    out.push(title + &"─".repeat(rest));
}

fn headline(out: &mut Vec<String>, story: &Story<'_>) -> Result<()> {
    let (day, totals) = (story.day, story.totals);
    let clock = Clock::new()?;
    let weekday =
        clock.local(day.baskets.first().map_or(0, |basket| basket.at_ms))?.strftime("%A").to_string();
    let note = if day.date == "2017-11-22" { ", the day before Thanksgiving" } else { "" };
    out.push(format!("  The baskets of {weekday} {}{note}, rung up again today.", day.date));
    out.push(String::new());
    let count = |number: usize| grouped(number as u64);
    let share = 100.0 * totals.discount_minor as f64 / totals.gross_minor.max(1) as f64;
    let average = totals.total_minor / i64::try_from(totals.sales.max(1))?;
    let facts = [
        (
            "Sales 销售",
            count(totals.sales),
            format!("{} lines in {} stores", count(totals.lines), day.stores().len()),
        ),
        ("Gross 原价", money(totals.gross_minor), "before discounts, without tax".to_owned()),
        ("Discount 优惠", money(-totals.discount_minor), format!("{share:.1} % of gross")),
        ("Tax 税", money(totals.tax_minor), "on what is not food".to_owned()),
        ("Paid 实付", money(totals.total_minor), format!("{} a basket; {}", money(average), tenders(totals))),
    ];
    for (what, value, remark) in facts {
        out.push(format!("  {}{}   {remark}", left(what, 18), right(&value, 12)));
    }
    let mut hours = [0; 24];
    for basket in &day.baskets {
        hours[(seconds_of_day(&clock.local(basket.at_ms)?) / 3600).min(23) as usize] += 1;
    }
    let most = hours.iter().enumerate().max_by_key(|(_, count)| **count).map_or(0, |(hour, _)| hour);
    out.push(format!(
        "  {}{}   0-24 h then; most at {most}:00, {} baskets",
        left("By hour 时段", 18),
        sparkline(&hours),
        hours[most]
    ));
    Ok(())
}

fn tenders(totals: &Totals) -> String {
    let tender = |(method, (count, amount)): (&String, &(usize, i64))| {
        format!("{} {method} {}", grouped(*count as u64), money(*amount))
    };
    totals.tenders.iter().map(tender).collect::<Vec<_>>().join(", ")
}

fn discounts(out: &mut Vec<String>, totals: &Totals) {
    heading(out, "Discount by campaign", "各活动优惠");
    let most = totals.campaigns.first().map_or(1, |campaign| campaign.amount_minor.max(1));
    let row = |name: (String, String), sales: usize, amount: i64| {
        let picture = bar(amount as f64 / most as f64, 10);
        let (en, zh) = (left(&name.0, 43), left(&name.1, 27));
        format!("  {en} {zh}{}{}  {picture}", right(&sales.to_string(), 5), right(&money(amount), 10))
    };
    for campaign in totals.campaigns.iter().take(CAMPAIGNS_SHOWN) {
        out.push(row(names(campaign), campaign.sales, campaign.amount_minor));
    }
    let rest = totals.campaigns.iter().skip(CAMPAIGNS_SHOWN);
    let (count, sales, amount) =
        rest.fold((0, 0, 0), |sum, next| (sum.0 + 1, sum.1 + next.sales, sum.2 + next.amount_minor));
    if count > 0 {
        out.push(row((format!("{count} more"), format!("其他 {count} 项")), sales, amount));
    }
}

fn names(campaign: &CampaignSum) -> (String, String) {
    let name = |labels: &Labels, language: &str| labels.get(language).cloned().unwrap_or_default();
    let (en, zh) = (name(&campaign.labels, "en"), name(&campaign.labels, "zh-CN"));
    if en.is_empty() { (format!("{}: {}", campaign.plugin, campaign.reference), zh) } else { (en, zh) }
}

fn loyalty(out: &mut Vec<String>, story: &Story<'_>) {
    let (books, totals) = (story.books, story.totals);
    heading(out, "Loyalty, gifts, coupons", "会员、赠品、优惠券");
    let number = |points: i64| grouped(points.unsigned_abs());
    out.push(format!(
        "  {}given {} (double today), spent {}, taken back {}; {} now with {} members",
        left("Points 积分", 18),
        number(books.points_given),
        number(books.points_spent),
        number(books.points_back),
        number(books.points_left),
        grouped(books.members_with_points as u64)
    ));
    let members = format!("{} of {} sales to members", totals.to_members, totals.sales);
    out.push(format!("  {}{members}; tiers: {}", left("Members 会员", 18), books.tiers_text()));
    let (count, refund) = story.returns;
    out.push(format!(
        "  {}{} gifts taken, {} coupon codes entered, {count} returns for {}",
        left("Counter 柜台", 18),
        totals.gifts,
        totals.codes,
        money(refund)
    ));
}

fn speed(out: &mut Vec<String>, story: &Story<'_>) {
    heading(out, "Speed", "速度");
    let seconds = story.took.as_secs_f64().max(0.001);
    out.push(format!(
        "  {:.1} sales per second: {} in {seconds:.1} s by {} cashiers at once at {} tills, over HTTP",
        story.totals.sales as f64 / seconds,
        story.totals.sales,
        story.tills.0,
        story.tills.1
    ));
    let ms = |duration: Duration| format!("{:.1} ms", duration.as_secs_f64() * 1000.0);
    out.push(format!(
        "  {:<10}{:>8}{:>11}{:>11}{:>11}{:>12}",
        "call", "count", "median", "95 %", "99 %", "slowest"
    ));
    for latency in story.latencies {
        out.push(format!(
            "  {:<10}{:>8}{:>11}{:>11}{:>11}{:>12}",
            latency.what,
            latency.count,
            ms(latency.p50),
            ms(latency.p95),
            ms(latency.p99),
            ms(latency.slowest.0)
        ));
    }
    let settled = ms(story.books.settled_after);
    out.push(format!("  Loyalty had heard of every sale and return {settled} after the last till closed."));
    if let Some(slowest) = story.latencies.iter().max_by_key(|latency| latency.slowest.0) {
        let (took, about) = &slowest.slowest;
        out.push(format!("  The slowest call: the {} of {about}, {}.", slowest.what, ms(*took)));
    }
}

fn checks(out: &mut Vec<String>, story: &Story<'_>) {
    heading(out, "Checked against the server", "与服务器核对");
    for check in &story.books.checks {
        out.push(format!("  {} {}", if check.is_good { "✓" } else { "✗" }, check.text));
    }
    let totals = story.totals;
    out.push(format!(
        "  · quotes shown again because the price had changed: {}; because a claim went to others first: {}",
        totals.price_changes, totals.claims_lost
    ));
    out.push(format!("  · plugins: {}", story.plugins.join(", ")));
}

fn about(out: &mut Vec<String>, story: &Story<'_>) {
    heading(out, "About the data", "数据说明");
    let source = match story.source {
        Source::Wheel => "the whole data set",
        Source::Extract => "the extract in the tree",
    };
    out.push(format!("  The Complete Journey by 84.51°, simulated after real households; {source}."));
    out.push(format!("  Left out: {} rows ({}).", story.day.dropped.total(), story.day.dropped));
    SYNTHESISED.iter().for_each(|made_up| out.push(format!("  Made up: {made_up}.")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Check;
    use crate::data::extract::COMMITTED;

    #[test]
    fn the_page_fits_and_tells_what_was_asked_for() {
        let day = COMMITTED.read().unwrap();
        let campaign = |reference: &str, amount_minor| CampaignSum {
            plugin: "promotions".to_owned(),
            reference: reference.to_owned(),
            labels: [
                ("en", "Breakfast: milk, eggs and bread for $3.99"),
                ("zh-CN", "早餐组合：牛奶、鸡蛋、面包"),
            ]
            .map(|(language, name)| (language.to_owned(), name.to_owned()))
            .into(),
            sales: 51,
            amount_minor,
        };
        let campaigns: Vec<CampaignSum> =
            (0..30).map(|n| campaign(&format!("c{n}"), 9_000 - n * 250)).collect();
        let totals = Totals {
            sales: 597,
            gross_minor: 2_310_520,
            discount_minor: 152_310,
            tenders: [("card".to_owned(), (380, 1_500_000)), ("cash".to_owned(), (217, 650_000))].into(),
            campaigns,
            ..Totals::default()
        };
        let latency = Latency {
            what: "quote",
            count: 610,
            p50: Duration::from_millis(4),
            p95: Duration::from_millis(9),
            p99: Duration::from_millis(12),
            slowest: (Duration::from_micros(31_400), "367-01-A-000004, 48 lines".to_owned()),
        };
        let books = Books {
            points_given: 38_120,
            checks: vec![Check {
                is_good: true,
                text: "597 sales for $23,105.20 are in the books".to_owned(),
            }],
            ..Books::default()
        };
        let story = Story {
            day: &day,
            source: Source::Extract,
            totals: &totals,
            took: Duration::from_secs(12),
            tills: (6, 140),
            latencies: &[latency],
            returns: (12, 4_210),
            books: &books,
            receipt: None,
            plugins: &["promotions 0.1.0 (120 KB)".to_owned()],
        };
        let page = page(&story).unwrap();
        for line in page.lines() {
            assert!(width(line) <= WIDTH, "{} columns: {line}", width(line));
        }
        for part in [
            "$23,105.20",
            "早餐组合",
            "38,120",
            "49.8 sales per second",
            "48 lines, 31.4 ms",
            "✓ 597 sales",
            "12 more",
            "17:00",
            "Thanksgiving",
        ] {
            assert!(page.contains(part), "{part} is missing in\n{page}");
        }
    }
}
