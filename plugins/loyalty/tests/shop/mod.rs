//! A shop in memory: prices with the plugin, sells, takes goods back and delivers the events, as the host does.
//! Sales and returns are written in the host's JSON shapes.
#![allow(dead_code, missing_docs)]

use bodega_loyalty::Loyalty;
use bodega_loyalty::dates::Date;
use bodega_loyalty::lots::{alive, owed_account};
use bodega_sdk::prelude::*;
use bodega_sdk::testing::{TestBasket, TestHost, TestRules};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const MEMBER: &str = "m1";

/// A line to sell: SKU, units, list price and tags.
pub type Item<'a> = (&'a str, u32, i64, &'a [&'a str]);

pub struct Shop {
    pub host: TestHost,
    compiled: Compiled,
    sold: BTreeMap<String, Sold>,
    /// Every event delivered, for repeating.
    pub delivered: Vec<Envelope>,
}

/// A sale as far as returns need it: what each unit of each line cost, and how many came back.
struct Sold {
    member: Option<String>,
    lines: Vec<(Vec<i64>, u32)>,
}

impl Shop {
    pub fn new(settings: Value) -> Self {
        let host = TestHost { settings: settings.to_string(), ..TestHost::default() };
        let compiled = Loyalty::compile(&TestRules::new(&host.settings)).expect("settings are valid");
        Shop { host, compiled, sold: BTreeMap::new(), delivered: Vec::new() }
    }

    /// Prices a basket for the member; a key that compile did not ask for is not fetched.
    pub fn quote(&self, day: &str, items: &[Item], redeem: Option<&str>) -> (TestBasket, Answer) {
        let mut basket = TestBasket::new("CNY").member(MEMBER);
        basket.context.date = day.to_owned();
        for (sku, count, price, tags) in items {
            basket = basket.line(sku, *count, *price, tags);
        }
        if let Some(value) = redeem {
            basket = basket.request("redeem", value);
        }
        for key in &self.compiled.keys {
            let KeyTemplate::Balance(template) = key else { continue };
            let key = template.replace("{member}", MEMBER);
            let matches = |account: &str| match key.strip_suffix('*') {
                Some(prefix) => account.starts_with(prefix),
                None => account == key,
            };
            for (account, available) in self.host.accounts.iter().filter(|(account, _)| matches(account)) {
                basket = basket.balance(account, *available);
            }
        }
        let answer = Loyalty::price(&self.compiled.snapshot, &basket).expect("a price");
        (basket, answer)
    }

    /// Sells for card money and returns the sale's id.
    pub fn sell(&mut self, day: &str, items: &[Item], redeem: Option<&str>) -> String {
        let sale = self.check_out(day, items, redeem, None);
        self.deliver_sale(&sale);
        sale["id"].as_str().expect("an id").to_owned()
    }

    /// Sells for these tenders.
    pub fn sell_for(&mut self, day: &str, items: &[Item], tenders: &[(&str, i64)]) -> String {
        let sale = self.check_out(day, items, None, Some(tenders));
        self.deliver_sale(&sale);
        sale["id"].as_str().expect("an id").to_owned()
    }

    /// Prices, posts the claims and writes the sale; its event is not delivered yet.
    pub fn check_out(
        &mut self,
        day: &str,
        items: &[Item],
        redeem: Option<&str>,
        tenders: Option<&[(&str, i64)]>,
    ) -> Value {
        let (basket, answer) = self.quote(day, items, redeem);
        let mut units: Vec<Vec<i64>> =
            items.iter().map(|(_, count, price, _)| vec![*price; *count as usize]).collect();
        let mut adjustments = Vec::new();
        for (ordinal, adjustment) in answer.adjustments.iter().enumerate() {
            let Amount::Units(parts) = &adjustment.amount else { panic!("exact units") };
            for part in parts {
                assert!(part.amount >= 0);
                for unit in &mut units[part.line as usize][part.first as usize..][..part.count as usize] {
                    *unit -= part.amount;
                    assert!(*unit >= 0, "a unit below zero");
                }
            }
            self.host.post(&adjustment.claims, "claims");
            self.host.commit(None).expect("claims fit");
            adjustments.push(adjustment_json(ordinal, adjustment, parts));
        }

        let id = format!("0190-{:04}", self.sold.len() + 1);
        let lines: Vec<Value> = items
            .iter()
            .zip(&units)
            .enumerate()
            .map(|(number, (item, units))| line_json(number, item, units))
            .collect();
        let total: i64 = units.iter().flatten().sum();
        let by_card = [("card", total)];
        let tenders = tenders.unwrap_or(&by_card);
        let paid: i64 = tenders.iter().map(|(_, amount)| amount).sum();
        let sale = json!({
            "id": id, "number": format!("N{}", self.sold.len() + 1), "status": "completed", "store": "s",
            "terminal": "t", "legal_entity": "l", "member": basket.context.member, "channel": "pos",
            "occurred_at_ms": 0, "recorded_at_ms": 0, "business_date": day, "currency": "CNY", "lines": lines,
            "adjustments": adjustments, "taxes": [], "subtotal_minor": total, "discount_minor": 0, "tax_minor": 0,
            "total_minor": total, "cash_rounding_minor": 0, "change_minor": paid - total,
            "tenders": tenders.iter().filter(|(_, amount)| *amount > 0).map(|(method, amount)| json!({
                "id": "x", "method": method, "amount_minor": amount, "state": "settled",
            })).collect::<Vec<_>>(),
        });
        let lines = units.into_iter().map(|units| (units, 0)).collect();
        self.sold.insert(id, Sold { member: basket.context.member, lines });
        sale
    }

    pub fn deliver_sale(&mut self, sale: &Value) {
        let payload = json!({ "sale": sale }).to_string();
        let event = TestHost::event("sale.committed.v1", sale["id"].as_str().expect("an id"), &payload);
        self.deliver(event).expect("the event is handled");
    }

    /// Takes `count` units of each line back, the lowest first.
    pub fn take_back(&mut self, day: &str, sale: &str, wanted: &[(u32, u32)]) {
        let event = self.return_event(day, sale, wanted);
        self.deliver(event).expect("the event is handled");
    }

    pub fn take_everything_back(&mut self, day: &str, sale: &str) {
        let lines = (0u32..).zip(&self.sold[sale].lines);
        let left: Vec<(u32, u32)> = lines
            .map(|(line, (units, back))| (line, units.len() as u32 - back))
            .filter(|left| left.1 > 0)
            .collect();
        self.take_back(day, sale, &left);
    }

    pub fn return_event(&mut self, day: &str, sale: &str, wanted: &[(u32, u32)]) -> Envelope {
        let sold = self.sold.get_mut(sale).expect("a sale");
        let mut lines = Vec::new();
        for &(line, count) in wanted {
            let (units, back) = &mut sold.lines[line as usize];
            for unit in *back..*back + count {
                lines.push(json!({
                    "line": line, "sku": "x", "first": unit, "count": 1, "quantity": 1_000_000,
                    "amount_minor": units[unit as usize], "tax_minor": 0,
                }));
            }
            *back += count;
        }
        let payload = json!({
            "return": format!("r{}", self.delivered.len()), "sale": sale, "store": "s", "member": sold.member,
            "refund_minor": 0, "sale_total_minor": 0, "refunded_before_minor": 0, "lines": lines,
            "is_whole": sold.lines.iter().all(|(units, back)| units.len() as u32 == *back),
        });
        let mut event = TestHost::event("sale.returned.v1", sale, &payload.to_string());
        event.occurred_ms = noon(day);
        event
    }

    /// Handles an event and commits what it recorded; nothing stays recorded where it fails.
    pub fn deliver(&mut self, event: Envelope) -> Result<(), Failure> {
        let result = Loyalty::handle(&event, &mut self.host);
        if result.is_err() {
            self.host.recorded.clear();
        }
        result?;
        self.host.commit(None).expect("the effects fit");
        self.delivered.push(event);
        Ok(())
    }

    /// Points in lots that live on `day`.
    pub fn points(&self, day: &str) -> i64 {
        let day = Date::parse(day).expect("a date");
        alive(&self.host.accounts("points/", 500), MEMBER, day).iter().map(|lot| lot.available).sum()
    }

    pub fn owed(&self) -> i64 {
        -self.host.available(&owed_account(MEMBER))
    }

    pub fn tags(&self) -> Vec<String> {
        self.host.member_tags(MEMBER)
    }

    /// Payloads of the events of one type.
    pub fn emitted(&self, event_type: &str) -> Vec<Value> {
        let of_type = self.host.emitted.iter().filter(|(emitted, _, _)| emitted == event_type);
        of_type.map(|(_, _, payload)| serde_json::from_str(payload).expect("JSON")).collect()
    }
}

fn noon(day: &str) -> i64 {
    let day = Date::parse(day).expect("a date");
    let found = (0..40_000).map(|days| days * 86_400_000 + 43_200_000).find(|&ms| Date::of_utc_ms(ms) == day);
    found.expect("a day of this century")
}

fn line_json(number: usize, (sku, count, price, tags): &Item, units: &[i64]) -> Value {
    let amount: i64 = units.iter().sum();
    let mut runs: Vec<(usize, u32, i64)> = Vec::new();
    for (first, &unit) in units.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.2 == unit => run.1 += 1,
            _ => runs.push((first, 1, unit)),
        }
    }
    let run = |(first, count, amount)| json!({ "first": first, "count": count, "amount": amount });
    json!({
        "line": number, "sku": sku, "name": sku, "quantity": i64::from(*count) * 1_000_000, "unit_price_minor": price,
        "stock_units": 1, "measured": false, "tags": tags, "original_minor": price * i64::from(*count),
        "manual_discount_minor": 0, "discount_minor": price * i64::from(*count) - amount, "amount_minor": amount,
        "tax_ppm": 0, "tax_minor": 0, "units": runs.into_iter().map(run).collect::<Vec<_>>(),
    })
}

fn adjustment_json(ordinal: usize, adjustment: &Adjustment, parts: &[UnitDiscount]) -> Value {
    let part = |part: &UnitDiscount| json!({ "line": part.line, "first": part.first, "count": part.count, "amount": part.amount });
    json!({
        "ordinal": ordinal, "installation": "i", "plugin": "loyalty", "version": "0.1.0", "component": "d",
        "reference": adjustment.reference, "level": "order",
        "amount_minor": parts.iter().map(|part| part.amount * i64::from(part.count)).sum::<i64>(),
        "allocations": parts.iter().map(part).collect::<Vec<_>>(),
    })
}
