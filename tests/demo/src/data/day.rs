//! Picks one day out of the data set.

use super::clean::{Dropped, Reason};
use super::clock::{Clock, busiest_day, date_of};
use super::prices::{Paid, regular_prices, usual};
use super::tables::{CouponRow, Journey, Row};
use super::{Basket, Coupon, Day, Line, Price, distinct};
use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Prices are taken from this many days up to the day: long enough to see an article often, short enough for
/// the prices of that autumn.
const PRICE_DAYS: i32 = 56;

/// The most coupons of a day; some coupons of a campaign hold for hundreds of articles.
const COUPONS_MAX: usize = 24;

/// The most articles of one coupon, so that its rule stays far below the 64 KiB of a document.
const COUPON_PRODUCTS_MAX: usize = 1_000;

/// The day `date`, or the busiest one.
///
/// # Errors
/// Nothing was sold on `date`, or it is no date.
pub fn pick(journey: &Journey, date: Option<&str>) -> Result<Day> {
    let clock = Clock::new()?;
    let day_of = |row: &Row| clock.day(row.at_ms);
    let day = match date {
        Some(date) => {
            let date: Date = date.parse().with_context(|| format!("{date} is no date"))?;
            i32::try_from(date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24)?
        }
        None => {
            let rows = journey.rows.iter().map(|row| Ok((day_of(row)?, row.basket)));
            let rows: Vec<(i32, u64)> = rows.collect::<Result<_>>()?;
            busiest_day(rows.into_iter()).context("the data set is empty")?
        }
    };
    let date = date_of(day)?;
    let mut dropped = Dropped::default();
    for (at_ms, reason) in &journey.dropped {
        if clock.day(*at_ms)? == day {
            dropped.count(*reason);
        }
    }
    let mut baskets = Vec::new();
    for rows in journey.baskets() {
        if day_of(&rows[0])? == day {
            baskets.push(basket(rows));
        }
    }
    ensure!(!baskets.is_empty(), "nothing was sold on {date}");

    let prices = day_prices(journey, &clock, day, &baskets)?;
    let priced: BTreeSet<u32> = prices.iter().map(|price| price.product).collect();
    for basket in &mut baskets {
        let before = basket.lines.len();
        basket.lines.retain(|line| priced.contains(&line.product));
        (basket.lines.len()..before).for_each(|_| dropped.count(Reason::NoPrice));
    }
    baskets.retain(|basket| !basket.lines.is_empty());
    let products = priced.iter().filter_map(|id| journey.products.get(id).cloned()).collect();
    let coupons = day_coupons(journey, day, &baskets)?;
    Ok(Day { date, products, prices, baskets, coupons, dropped })
}

fn basket(rows: &[Row]) -> Basket {
    let line = |row: &Row| Line {
        product: row.product,
        quantity: row.quantity,
        taken_minor: i64::from(row.taken_minor),
    };
    Basket {
        id: rows[0].basket,
        store: rows[0].store,
        household: rows[0].household,
        at_ms: rows[0].at_ms,
        lines: rows.iter().map(line).collect(),
    }
}

/// What prices see of a row.
pub fn paid(row: &Row) -> Paid {
    Paid {
        product: row.product,
        store: row.store,
        quantity: row.quantity,
        regular_minor: row.regular_minor(),
    }
}

/// Prices of what the baskets hold, own prices only of stores that sell the article on the day.
fn day_prices(journey: &Journey, clock: &Clock, day: i32, baskets: &[Basket]) -> Result<Vec<Price>> {
    let sold: BTreeSet<(u32, u32)> =
        baskets.iter().flat_map(|b| b.lines.iter().map(|line| (line.product, b.store))).collect();
    let wanted = distinct(sold.iter().map(|(product, _)| *product));
    let rows: Vec<&Row> =
        journey.rows.iter().filter(|row| wanted.binary_search(&row.product).is_ok()).collect();
    let mut recent = Vec::new();
    for row in &rows {
        if (day - PRICE_DAYS..=day).contains(&clock.day(row.at_ms)?) {
            recent.push(paid(row));
        }
    }
    let mut prices = regular_prices(recent.into_iter());
    // An article that was free on all those days may have had a price at another time of the year.
    let known: BTreeSet<u32> = prices.iter().map(|price| price.product).collect();
    let rest = rows.iter().filter(|row| !known.contains(&row.product)).map(|row| paid(row));
    prices.extend(regular_prices(rest));
    prices.retain(|price| price.store.is_none_or(|store| sold.contains(&(price.product, store))));
    prices.sort_unstable();
    Ok(prices)
}

/// What each coupon is worth: the discount that most redemptions gave.
pub fn coupon_worths(journey: &Journey) -> Result<HashMap<(u64, u32), i64>> {
    let clock = Clock::new()?;
    // Redeemers of a day, so that the pass over all rows looks only at theirs.
    let mut visits: HashMap<(u32, i32), Vec<(u64, u32)>> = HashMap::new();
    for (key, coupon) in &journey.coupons {
        for redemption in &coupon.redemptions {
            visits.entry(*redemption).or_default().push(*key);
        }
    }
    let mut given: HashMap<(u64, u32), Vec<i64>> = HashMap::new();
    for row in journey.rows.iter().filter(|row| row.coupon_minor > 0) {
        let Some(keys) = visits.get(&(row.household, clock.day(row.at_ms)?)) else { continue };
        for key in keys {
            if journey.coupons[key].products.binary_search(&row.product).is_ok() {
                given.entry(*key).or_default().push(i64::from(row.coupon_minor));
            }
        }
    }
    Ok(given
        .into_iter()
        .filter_map(|(key, mut amounts)| usual(&mut amounts).map(|worth| (key, worth)))
        .collect())
}

fn day_coupons(journey: &Journey, day: i32, baskets: &[Basket]) -> Result<Vec<Coupon>> {
    let worths = coupon_worths(journey)?;
    let mut by_household: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for basket in baskets {
        by_household
            .entry(basket.household)
            .or_default()
            .extend(basket.lines.iter().map(|line| line.product));
    }
    let bought: BTreeSet<u32> = by_household.values().flatten().copied().collect();
    let mut found = Vec::new();
    for ((upc, campaign_id), row) in &journey.coupons {
        let Some(campaign) = journey.campaigns.get(campaign_id) else { continue };
        let Some(worth_minor) = worths.get(&(*upc, *campaign_id)).copied() else { continue };
        if !(campaign.first_day..=campaign.last_day).contains(&day) {
            continue;
        }
        let holds = |household: &u32| {
            by_household.get(household).is_some_and(|has| row.products.iter().any(|p| has.contains(p)))
        };
        let redeemers =
            redeemers(row, day).into_iter().filter(|household| holds(household)).collect::<Vec<_>>();
        let could = campaign.households.iter().filter(|household| holds(household)).count();
        if could == 0 && redeemers.is_empty() {
            continue;
        }
        let products = row.products.iter().filter(|product| bought.contains(product)).copied();
        let coupon = Coupon {
            upc: *upc,
            campaign: *campaign_id,
            campaign_type: campaign.campaign_type,
            runs: (date_of(campaign.first_day)?, date_of(campaign.last_day)?),
            worth_minor,
            products: products.take(COUPON_PRODUCTS_MAX).collect(),
            redeemers,
        };
        found.push((std::cmp::Reverse((coupon.redeemers.len(), could)), coupon));
    }
    found.sort_by_key(|(rank, coupon)| (*rank, coupon.upc));
    Ok(found.into_iter().take(COUPONS_MAX).map(|(_, coupon)| coupon).collect())
}

fn redeemers(row: &CouponRow, day: i32) -> Vec<u32> {
    distinct(row.redemptions.iter().filter(|(_, on)| *on == day).map(|(household, _)| *household))
}
