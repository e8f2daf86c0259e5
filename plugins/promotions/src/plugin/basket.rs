//! The platform's basket as the engine's: gift lines left out, only what the rules need asked for.

use super::{member_account, total_account};
use crate::rules::{self, Needs, Rules, Uses};
use bodega_sdk::core::{Micros, line_amount};
use bodega_sdk::prelude::*;
use bodega_sdk::{Context, GiftLine, Request, TagRef};

/// The request that names lines with a manual discount.
const MANUAL_LINES: &str = "manual-lines";

/// Everything read from the host, each kind at most once.
pub(super) struct Ticket {
    pub lines: Vec<Line>,
    pub units: Vec<UnitRun>,
    pub gift_lines: Vec<GiftLine>,
    /// The ticket's line of each line that the engine sees.
    pub line_of: Vec<u32>,
    /// Where limits or windows ask for it.
    pub context: Option<Context>,
    tag_names: Vec<String>,
    tag_refs: Vec<TagRef>,
    pub coupons: Vec<String>,
    requests: Vec<Request>,
    member_tags: Vec<String>,
    order_number: Option<u32>,
    balances: Vec<Balance>,
}

impl Ticket {
    /// A crossing into the host costs as much as a rule, so what no rule reads is not asked for.
    pub(super) fn read(needs: &Needs, basket: &impl Basket) -> Self {
        let lines = basket.lines();
        let gift_lines = basket.gift_lines();
        let numbers = 0..lines.len() as u32;
        Ticket {
            line_of: numbers.filter(|line| gift_lines.iter().all(|gift| gift.line != *line)).collect(),
            units: basket.units(),
            context: (needs.now || needs.uses).then(|| basket.context()),
            tag_names: if needs.line_tags { basket.tag_names() } else { Vec::new() },
            tag_refs: if needs.line_tags { basket.tag_refs() } else { Vec::new() },
            coupons: if needs.coupons { basket.coupons() } else { Vec::new() },
            requests: if needs.manual_lines { basket.requests() } else { Vec::new() },
            member_tags: if needs.customer_tags { basket.member_tags() } else { Vec::new() },
            order_number: if needs.order_number { basket.order_number() } else { None },
            balances: if needs.uses { basket.balances() } else { Vec::new() },
            lines,
            gift_lines,
        }
    }

    pub(super) fn member(&self) -> Option<&str> {
        self.context.as_ref()?.member.as_deref()
    }

    /// The instant of pricing. Windows are written in whole seconds, and the last one belongs to them.
    pub(super) fn now_ms(&self) -> Option<i64> {
        self.context.as_ref().map(|context| context.now_ms.div_euclid(1000) * 1000)
    }

    /// The runs of one line of the ticket, in unit order.
    pub(super) fn runs_of(&self, line: u32) -> impl Iterator<Item = &UnitRun> {
        self.units.iter().filter(move |run| run.line == line)
    }

    pub(super) fn basket<'a>(&'a self, rules: &Rules<'a>) -> rules::Basket<'a> {
        let places = self.places();
        let place = |line: u32| places.get(line as usize).copied().flatten();
        let mut basket = rules::Basket {
            lines: self.line_of.iter().map(|&line| engine_line(&self.lines[line as usize])).collect(),
            tags: self.tag_names.iter().map(String::as_str).collect(),
            line_tags: self.tag_refs.iter().filter_map(|tag| Some((place(tag.line)?, tag.tag))).collect(),
            coupons: self.coupons.iter().map(String::as_str).collect(),
            customer_tags: self.member_tags.iter().map(String::as_str).collect(),
            order_number: self.order_number.map(i64::from),
            now_ms: self.now_ms(),
            uses: Vec::new(),
            running: None,
            manual_discounts: Vec::new(),
        };
        let runs = self.units.iter().filter(|run| place(run.line).is_some());
        basket.running =
            Some(runs.map(|run| rules::UnitRun { count: run.count, price_minor: run.price }).collect());
        if rules.needs.uses {
            basket.uses = self.uses(rules);
        }
        if rules.needs.manual_lines {
            let lines = self.manual_lines().into_iter().filter_map(place);
            // The host took the amount off already; what is left to say is that there was one.
            basket.manual_discounts =
                lines.map(|line| rules::ManualDiscount { line, amount_minor: 0 }).collect();
        }
        basket
    }

    /// For each line of the ticket its place among the lines that the engine sees.
    fn places(&self) -> Vec<Option<u32>> {
        let mut places = vec![None; self.lines.len()];
        for (place, &line) in (0u32..).zip(&self.line_of) {
            places[line as usize] = Some(place);
        }
        places
    }

    fn uses<'r>(&self, rules: &Rules<'r>) -> Vec<(&'r str, Uses)> {
        let used = |account: String| {
            let balance = self.balances.iter().find(|balance| balance.account == account);
            balance.map_or(0, |balance| balance.available.saturating_neg())
        };
        let limited = rules.promotions.iter().filter(|promotion| promotion.limits != Default::default());
        limited
            .map(|promotion| {
                let id = promotion.id;
                let per_customer = match (promotion.limits.per_customer, self.member()) {
                    (Some(_), Some(member)) => used(member_account(id, member)),
                    _ => 0,
                };
                let total = promotion.limits.total.map_or(0, |_| used(total_account(id)));
                (id, Uses { per_customer, total })
            })
            .collect()
    }

    fn manual_lines(&self) -> Vec<u32> {
        if let Some(request) = self.requests.iter().find(|request| request.name == MANUAL_LINES) {
            return request.value.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        }
        let is_reduced = |run: &&UnitRun| {
            self.lines.get(run.line as usize).is_some_and(|line| run.price != list_price(line))
        };
        self.units.iter().filter(is_reduced).map(|run| run.line).collect()
    }
}

fn engine_line(line: &Line) -> rules::Line<'_> {
    rules::Line {
        sku: &line.sku,
        unit_price_minor: line.unit_price,
        quantity: Micros(line.quantity),
        unit_floor_minor: line.floor,
        stock_units: i64::from(line.stock_units),
        is_measured: line.measured,
    }
}

/// What one unit of the line costs before any discount.
fn list_price(line: &Line) -> i64 {
    let quantity = Micros(line.quantity);
    match quantity.whole_units() {
        Some(_) if !line.measured => line.unit_price,
        _ => line_amount(line.unit_price, quantity).unwrap_or(line.unit_price),
    }
}
