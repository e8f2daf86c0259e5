//! What the engine did, as adjustments, claims and gifts.

use super::basket::Ticket;
use super::{member_account, total_account};
use crate::rules::{GrantedGift, Outcome, Promotion, Rules, Scope};
use bodega_sdk::core::{MICROS_PER_ONE, Micros};
use bodega_sdk::prelude::*;

pub(super) fn answer(rules: &Rules<'_>, ticket: &Ticket, outcome: &Outcome) -> Answer {
    let mut adjustments: Vec<Adjustment> = Vec::with_capacity(outcome.applied.len());
    for applied in &outcome.applied {
        let promotion = &rules.promotions[applied.promotion];
        let discounts = outcome.discounts(applied).iter();
        let units: Vec<UnitDiscount> = discounts
            .map(|discount| UnitDiscount {
                line: ticket.line_of[discount.line as usize],
                first: discount.first,
                count: discount.count,
                amount: discount.amount_minor,
            })
            .collect();
        let level = match promotion.scope() {
            Scope::Line => Level::Line,
            Scope::Order => Level::Order,
        };
        let adjustment = Adjustment::units(promotion.id, level, units);
        // A gift is used when it is taken, not when it is proposed.
        let adjustment =
            if promotion.is_gift() { adjustment } else { claim_use(adjustment, promotion, ticket) };
        adjustments.push(adjustment);
    }
    for gift in &outcome.gifts {
        let promotion = &rules.promotions[gift.promotion];
        let units = gift_units(gift, promotion.id, gift.sku(rules), ticket);
        if units.is_empty() {
            continue;
        }
        let place = adjustments.iter().position(|adjustment| adjustment.reference == promotion.id);
        let adjustment = match place {
            Some(place) => adjustments.remove(place),
            None => Adjustment::units(promotion.id, Level::Line, Vec::new()),
        };
        let adjustment =
            claim_use(Adjustment { amount: Amount::Units(units), ..adjustment }, promotion, ticket);
        adjustments.insert(place.unwrap_or(adjustments.len()), adjustment);
    }
    let gifts = outcome.gifts.iter().filter(|gift| gift.quantity > Micros(0));
    let gifts = gifts.map(|gift| Gift {
        reference: rules.promotions[gift.promotion].id.to_owned(),
        sku: gift.sku(rules).to_owned(),
        quantity: gift.quantity.0,
    });
    Answer { gifts: gifts.collect(), adjustments }
}

/// Posts one use on the account of each limit; the limit is the floor that no concurrent sale can pass.
fn claim_use(mut adjustment: Adjustment, promotion: &Promotion<'_>, ticket: &Ticket) -> Adjustment {
    if let Some(limit) = promotion.limits.total {
        adjustment = adjustment.claim(total_account(promotion.id), -1, Some(limit.saturating_neg()));
    }
    if let (Some(limit), Some(member)) = (promotion.limits.per_customer, ticket.member()) {
        let account = member_account(promotion.id, member);
        adjustment = adjustment.claim(account, -1, Some(limit.saturating_neg()));
    }
    adjustment
}

/// Takes lines that are this gift to 0, the first ones first, up to the granted quantity.
fn gift_units(gift: &GrantedGift, reference: &str, sku: &str, ticket: &Ticket) -> Vec<UnitDiscount> {
    let mut left = gift.quantity.0;
    let mut units = Vec::new();
    for taken in ticket.gift_lines.iter().filter(|taken| taken.mine && taken.reference == reference) {
        let Some(line) = ticket.lines.get(taken.line as usize).filter(|line| line.sku == sku) else {
            continue;
        };
        let is_piece = line.measured || line.quantity % MICROS_PER_ONE != 0;
        let mut first = 0;
        for run in ticket.runs_of(taken.line) {
            let (count, amount) = if is_piece {
                let granted = left.clamp(0, line.quantity);
                left -= granted;
                let share = i128::from(run.price) * i128::from(granted) / i128::from(line.quantity.max(1));
                (run.count, i64::try_from(share).unwrap_or(0))
            } else {
                let granted = u32::try_from(left.max(0) / MICROS_PER_ONE).unwrap_or(u32::MAX).min(run.count);
                left -= i64::from(granted) * MICROS_PER_ONE;
                (granted, run.price)
            };
            if count > 0 && amount > 0 {
                units.push(UnitDiscount { line: taken.line, first, count, amount });
            }
            first += run.count;
        }
    }
    units
}
