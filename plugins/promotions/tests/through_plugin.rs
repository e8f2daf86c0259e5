//! Every case again through the plugin's door: documents and settings are compiled, a basket of the platform's
//! shape is priced, and the adjustments are taken off as the host would.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use bodega_core::{Micros, Remainder, capped_split};
use bodega_promotions::plugin::Promotions;
use bodega_promotions::rules::parse_instant_ms;
use bodega_sdk::testing::{TestBasket, TestRules};
use bodega_sdk::{Amount, Answer, Basket as _, Level, Line, Pricing as _, Request, UnitRun};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Value, json};
use std::path::Path;

const MEMBER: &str = "m-1";

fn rules_of(case: &Value) -> TestRules {
    let mut rules = TestRules::new(&case["rules"]["policy"].to_string());
    for (position, promotion) in case["rules"]["promotions"].as_array().unwrap().iter().enumerate() {
        let mut document = promotion.clone();
        document["position"] = json!(position);
        document["name"] = json!({"en": "A name"});
        rules = rules.document("promotions", promotion["id"].as_str().unwrap(), &document.to_string());
    }
    rules
}

fn micros(value: &Value) -> i64 {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Micros::parse(&text).unwrap().0
}

fn basket_of(case: &Value) -> TestBasket {
    let mut basket = TestBasket::new("CNY").member(MEMBER);
    for line in case["cart"].as_array().unwrap() {
        basket.lines.push(Line {
            sku: line["sku"].as_str().unwrap().to_owned(),
            quantity: micros(&line["qty"]),
            unit_price: line["unit_price_minor"].as_i64().unwrap(),
            floor: line["min_unit_price_minor"].as_i64().unwrap_or(0),
            stock_units: line["stock_units_per_qty"].as_u64().unwrap_or(1) as u32,
            measured: line["weighed"].as_bool().unwrap_or(false),
        });
        basket.tags.push(texts(&line["tags"]));
    }
    let context = &case["context"];
    basket.coupons = texts(&context["coupons"]);
    basket.member_tags = texts(&context["customer"]["tags"]);
    basket.order_number = context["customer"]["order_number"].as_u64().map(|n| n as u32);
    if let Some(now) = context["now"].as_str() {
        basket.context.now_ms = parse_instant_ms(now).unwrap() + 999;
    }
    for (id, usage) in context["usage"].as_object().into_iter().flatten() {
        let balance = |kind: &str| {
            usage[format!("{kind}_cancelled")].as_i64().unwrap_or(0) - usage[kind].as_i64().unwrap_or(0)
        };
        basket = basket.balance(&format!("use/{id}"), balance("total"));
        basket = basket.balance(&format!("use/{id}/{MEMBER}"), balance("per_customer"));
    }
    give_manual_discounts(&mut basket, &context["manual_line_discounts"]);
    basket
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// What the host does before it asks plugins.
fn give_manual_discounts(basket: &mut TestBasket, manual: &Value) {
    let mut units: Vec<(u32, i64)> = unit_prices(basket);
    let mut lines = Vec::new();
    for manual in manual.as_array().into_iter().flatten() {
        let line = manual["line"].as_u64().unwrap() as u32;
        lines.push(line.to_string());
        let facts = &basket.lines[line as usize];
        let is_piece = facts.measured || facts.quantity % 1_000_000 != 0;
        let floor = if is_piece { 0 } else { facts.floor };
        let of_line: Vec<usize> =
            (0..units.len()).filter(|&u| units[u].0 == line && units[u].1 > floor).collect();
        let weights: Vec<i64> = of_line.iter().map(|&u| units[u].1).collect();
        let caps: Vec<i64> = weights.iter().map(|weight| weight - floor).collect();
        let amount = manual["amount_minor"].as_i64().unwrap();
        for (&u, share) in
            of_line.iter().zip(capped_split(amount, &weights, &caps, Remainder::LargestRemainder))
        {
            units[u].1 -= share;
        }
    }
    basket.units = units.into_iter().map(|(line, price)| UnitRun { line, count: 1, price }).collect();
    basket.requests.push(Request { name: "manual-lines".to_owned(), value: lines.join(",") });
}

fn unit_prices(basket: &TestBasket) -> Vec<(u32, i64)> {
    let runs = basket.units();
    runs.iter().flat_map(|run| (0..run.count).map(|_| (run.line, run.price))).collect()
}

/// The members of `expected` that a host can see.
fn seen_by_host(basket: &TestBasket, answer: &Answer) -> Value {
    let mut units: Vec<Vec<i64>> = vec![Vec::new(); basket.lines.len()];
    for (line, price) in unit_prices(basket) {
        units[line as usize].push(price);
    }
    let mut shares = vec![0; basket.lines.len()];
    for adjustment in &answer.adjustments {
        let Amount::Units(runs) = &adjustment.amount else { panic!("amounts are by unit") };
        for run in runs {
            assert!(run.amount > 0 && run.count > 0);
            for price in &mut units[run.line as usize][run.first as usize..][..run.count as usize] {
                *price -= run.amount;
            }
            if adjustment.level == Level::Order {
                shares[run.line as usize] += run.amount * i64::from(run.count);
            }
        }
    }
    let mut applied: Vec<&str> = answer.adjustments.iter().map(|adjustment| &*adjustment.reference).collect();
    applied.sort();
    let gifts: Vec<Value> = answer
        .gifts
        .iter()
        .map(|gift| json!({"sku": gift.sku, "qty": Micros(gift.quantity).to_string()}))
        .collect();
    json!({
        "unit_totals_minor": units,
        "order_allocations_minor": shares,
        "gifts": gifts,
        "applied_promotions": applied,
    })
}

fn check(case: &Value) -> Result<(), String> {
    let basket = basket_of(case);
    let compiled = Promotions::compile(&rules_of(case)).map_err(|error| format!("{error:?}"))?;
    let answer = Promotions::price(&compiled.snapshot, &basket).map_err(|error| format!("{error:?}"))?;
    let seen = seen_by_host(&basket, &answer);
    let results = support::results_of(case)?;
    let differences = support::differences(seen.as_object().unwrap(), &results);
    if differences.is_empty() { Ok(()) } else { Err(format!("{}\n{case}", differences.join("\n"))) }
}

fn check_file(path: &Path) {
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in &cases {
        check(case).unwrap_or_else(|error| panic!("{}: {error}", case["id"]));
    }
}

#[test]
fn our_own_cases_hold_through_the_plugin() {
    check_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own-cases.json"));
}

#[test]
fn the_named_case_file_holds_through_the_plugin() {
    if let Some(path) = std::env::var_os("BODEGA_CASES") {
        check_file(Path::new(&path));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_plugin_answers_what_the_engine_does(case in support::generate::case()) {
        prop_assert_eq!(check(&case), Ok(()));
    }
}
