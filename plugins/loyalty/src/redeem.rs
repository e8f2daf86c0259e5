//! Spending points on a basket: how many, and off which units. Runs in the `redemption` stage, after all discounts.
//!
//! Points are claimed from the lots that expire first. They pay for goods above their floor price that carry no
//! excluded tag, in proportion to running prices, and never more than the merchant's share of the running total.

use crate::dates::Date;
use crate::lots::{self, Lot};
use crate::settings::Redeem;
use bodega_sdk::core::{Remainder, capped_split};
use bodega_sdk::prelude::*;
use std::collections::BTreeSet;

/// What a client asks for: `redeem` = a number of points, or `max`.
const REQUEST: &str = "redeem";
/// More points than anybody has; larger numbers are typing errors.
const ASKED_MAX: i64 = 1_000_000_000_000;

/// How many points the customer wants to spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Points(i64),
    Max,
}

/// Why fewer points were spent than asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    Balance,
    Share,
    Goods,
    Step,
    Minimum,
}

/// Equal units that points may pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Payable {
    line: u32,
    first: u32,
    count: u32,
    price: i64,
    /// What a unit may lose.
    room: i64,
}

/// The name of the adjustment. It holds the rate, so that a sale says how many points it took whatever the settings
/// have become since.
pub fn reference(rule: &Redeem) -> String {
    format!("{REQUEST}:{}:{}", rule.points, rule.value_minor)
}

/// The points that an adjustment named `reference` took for `amount_minor`; `None` where it is not a redemption.
pub fn points_of(reference: &str, amount_minor: i64) -> Option<i64> {
    let rate = reference.strip_prefix(REQUEST)?.strip_prefix(':')?;
    let (points, value_minor) = rate.split_once(':')?;
    let (points, value_minor): (i64, i64) = (points.parse().ok()?, value_minor.parse().ok()?);
    let exact = i128::from(amount_minor) * i128::from(points);
    i64::try_from(exact.checked_div(i128::from(value_minor))?).ok()
}

/// Spends what was asked for, as far as the rule, the balance and the goods allow.
///
/// # Errors
/// Where the request is not a number of points, or points cannot be spent at all.
pub fn price(rule: Option<&Redeem>, basket: &impl Basket) -> Result<Answer, Refusal> {
    let mut answer = Answer { adjustments: Vec::new(), gifts: Vec::new() };
    let Some(asked) = asked(&basket.requests())? else { return Ok(answer) };
    let rule = rule.ok_or_else(|| {
        Refusal::InvalidInput("points cannot be redeemed: the settings have no `redeem`".to_owned())
    })?;
    let context = basket.context();
    let (Some(member), Some(today)) = (&context.member, Date::parse(&context.date)) else {
        return Ok(answer);
    };

    let balances = basket.balances();
    let lots = lots::alive(&balances, member, today);
    let units = basket.units();
    let total: i64 = units.iter().map(|run| run.price * i64::from(run.count)).sum();
    let payable = payable(rule, &units, basket);
    let (points, limit) = points(rule, asked, spendable(&lots, &balances, member), total, &payable);
    if points > 0 || limit.is_some() {
        answer.adjustments.push(adjustment(rule, asked, points, limit, &lots, &payable));
    }
    Ok(answer)
}

fn asked(requests: &[bodega_sdk::Request]) -> Result<Option<Asked>, Refusal> {
    let invalid = |problem: String| Err(Refusal::InvalidInput(problem));
    let mut values = requests.iter().filter(|request| request.name == REQUEST).map(|request| &request.value);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return invalid(format!("`{REQUEST}` is asked for twice"));
    }
    if value == "max" {
        return Ok(Some(Asked::Max));
    }
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse() {
        Ok(points @ 0..=ASKED_MAX) if digits => Ok((points > 0).then_some(Asked::Points(points))),
        _ => invalid(format!("`{REQUEST}` must be a number of points or `max`, not {value:?}")),
    }
}

/// What the member can spend: living lots less what is owed.
fn spendable(lots: &[Lot], balances: &[Balance], member: &str) -> i64 {
    let owed = lots::owed_account(member);
    let debt = balances.iter().find(|balance| balance.account == owed).map_or(0, |balance| balance.available);
    let held = lots.iter().map(|lot| lot.available).fold(0, i64::saturating_add);
    held.saturating_add(debt.min(0)).max(0)
}

/// Units above their floor that are no gifts and carry no excluded tag.
fn payable(rule: &Redeem, units: &[UnitRun], basket: &impl Basket) -> Vec<Payable> {
    let mut barred: BTreeSet<u32> = basket.gift_lines().iter().map(|gift| gift.line).collect();
    if !rule.excluded_tags.is_empty() {
        let names = basket.tag_names();
        let is_excluded =
            |tag: u32| names.get(tag as usize).is_some_and(|name| rule.excluded_tags.contains(name));
        barred
            .extend(basket.tag_refs().iter().filter(|refer| is_excluded(refer.tag)).map(|refer| refer.line));
    }
    let floors: Vec<i64> = basket.lines().iter().map(|line| line.floor.max(0)).collect();

    let (mut payable, mut at) = (Vec::new(), (0, 0));
    for &UnitRun { line, count, price } in units {
        let first = if at.0 == line { at.1 } else { 0 };
        at = (line, first + count);
        let room = price - floors.get(line as usize).copied().unwrap_or(0);
        if room > 0 && count > 0 && !barred.contains(&line) {
            payable.push(Payable { line, first, count, price, room });
        }
    }
    payable
}

/// How many points are spent, and what kept them below what was asked for.
fn points(
    rule: &Redeem,
    asked: Asked,
    spendable: i64,
    total: i64,
    payable: &[Payable],
) -> (i64, Option<Limit>) {
    let share = i128::from(total.max(0)) * i128::from(rule.max_share_ppm) / 1_000_000;
    let room: i128 = payable.iter().map(|run| i128::from(run.room) * i128::from(run.count)).sum();
    let points_for = |minor: i128| {
        let steps = minor / i128::from(rule.step_minor());
        i64::try_from(steps * i128::from(rule.step)).unwrap_or(i64::MAX)
    };
    let bounds =
        [(spendable, Limit::Balance), (points_for(share), Limit::Share), (points_for(room), Limit::Goods)];
    let (most, limit) = bounds.into_iter().min_by_key(|(points, _)| *points).unwrap_or((0, Limit::Balance));
    let wanted = match asked {
        Asked::Points(points) => points,
        Asked::Max => most,
    };
    let whole = wanted.min(most) / rule.step * rule.step;
    let given = if whole >= rule.minimum { whole } else { 0 };
    let limit = match asked {
        Asked::Max => None,
        Asked::Points(points) if given == points => None,
        Asked::Points(points) if points > most => Some(limit),
        Asked::Points(_) if given < whole => Some(Limit::Minimum),
        Asked::Points(_) => Some(Limit::Step),
    };
    (given, limit)
}

fn adjustment(
    rule: &Redeem,
    asked: Asked,
    points: i64,
    limit: Option<Limit>,
    lots: &[Lot],
    payable: &[Payable],
) -> Adjustment {
    let amount = points / rule.step * rule.step_minor();
    let mut adjustment = Adjustment::units(reference(rule), Level::Order, allocate(amount, payable));
    (adjustment.claims, _) = lots::take(lots, points);
    adjustment.note = Some(note(asked, points, limit));
    adjustment
}

/// Splits an amount that fits over the units, in proportion to their running prices.
fn allocate(amount: i64, payable: &[Payable]) -> Vec<UnitDiscount> {
    let weights: Vec<i64> = payable.iter().map(|run| run.price * i64::from(run.count)).collect();
    let caps: Vec<i64> = payable.iter().map(|run| run.room * i64::from(run.count)).collect();
    let shares = capped_split(amount, &weights, &caps, Remainder::LargestRemainder);
    let mut units = Vec::new();
    for (run, share) in payable.iter().zip(shares) {
        // Units of a run are alike: the first ones take a minor unit more where the share is not even.
        let (each, more) = (share / i64::from(run.count), (share % i64::from(run.count)) as u32);
        let parts = [(run.first, more, each + 1), (run.first + more, run.count - more, each)];
        for (first, count, amount) in parts {
            if count > 0 && amount > 0 {
                units.push(UnitDiscount { line: run.line, first, count, amount });
            }
        }
    }
    units
}

/// The remark on the receipt. The contract has one text for all languages, so it is kept to numbers and a word.
fn note(asked: Asked, points: i64, limit: Option<Limit>) -> String {
    let (Asked::Points(asked), Some(limit)) = (asked, limit) else { return format!("{points} PT") };
    let reason = match limit {
        Limit::Balance => "积分余额 balance",
        Limit::Share => "抵扣上限 maximum share",
        Limit::Goods => "可抵商品 eligible goods",
        Limit::Step => "抵扣倍数 step",
        Limit::Minimum => "最低抵扣 minimum",
    };
    format!("{points}/{asked} PT: {reason}")
}

#[cfg(test)]
mod tests;
