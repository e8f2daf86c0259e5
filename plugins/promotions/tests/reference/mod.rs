//! A second evaluator of the promotion rule format, version 1: slow, literal, and written from the page alone, to
//! be compared with the engine. It reads rules straight from JSON, keeps a struct for every unit, copies the whole
//! state for a trial, and shares no code with the engine, nor the arithmetic of `bodega-core`.
//! It panics on documents that the format refuses.

mod arithmetic;
mod cart;
mod effects;
mod sequence;

use cart::{State, flatten};
use serde_json::{Value, json};

/// The `expected` object of a case, all members present.
pub fn results_of(case: &Value) -> Value {
    let state = sequence::evaluate(case, &case["cart"]);
    let lines = case["cart"].as_array().unwrap().len();
    let by_line = |of: &dyn Fn(&cart::Unit) -> i128| -> Vec<i128> {
        (0..lines).map(|line| state.units.iter().filter(|unit| unit.line == line).map(of).sum()).collect()
    };
    let line_discounts = by_line(&|unit| unit.line_discount);
    let shares = by_line(&|unit| unit.order_share);
    let unit_totals: Vec<Vec<i128>> = (0..lines)
        .map(|line| state.units.iter().filter(|unit| unit.line == line).map(|unit| unit.running).collect())
        .collect();
    let mut applied = state.applied.clone();
    applied.sort();
    applied.dedup();
    let gifts: Vec<Value> = state
        .gifts
        .iter()
        .map(|(sku, qty)| json!({"sku": sku, "qty": arithmetic::decimal_text(*qty)}))
        .collect();
    let mut answer = json!({
        "subtotal_minor": number(state.units.iter().map(|unit| unit.original).sum()),
        "line_discounts_minor": numbers(&line_discounts),
        "order_allocations_minor": numbers(&shares),
        "order_discount_minor": number(shares.iter().sum()),
        "total_minor": number(state.total()),
        "unit_totals_minor": unit_totals.iter().map(|units| numbers(units)).collect::<Vec<_>>(),
        "gifts": gifts,
        "applied_promotions": applied,
    });
    if case["refund"].is_object() {
        answer["refunds_minor"] = numbers(&refunds(case, &state, &line_discounts));
    }
    answer
}

fn refunds(case: &Value, end: &State, line_discounts: &[i128]) -> Vec<i128> {
    let steps = case["refund"]["steps"].as_array().unwrap();
    let returned = |step: &Value| -> Vec<(usize, usize)> {
        let pair =
            |r: &Value| (r["line"].as_u64().unwrap() as usize, r["units"].as_u64().unwrap_or(0) as usize);
        step.as_array().unwrap().iter().map(pair).collect()
    };
    match case["refund"]["policy"].as_str().unwrap() {
        "paid_share" => {
            let mut left: Vec<cart::Unit> = end.units.clone();
            let mut answers = Vec::new();
            for step in steps {
                let mut refund = 0;
                for (line, units) in returned(step) {
                    for _ in 0..units {
                        if let Some(place) = left.iter().position(|unit| unit.line == line) {
                            refund += left.remove(place).running;
                        }
                    }
                }
                answers.push(refund);
            }
            answers
        }
        "reprice_remaining" => {
            let mut cart = case["cart"].clone();
            let countable: Vec<bool> = cart.as_array().unwrap().iter().map(cart::is_countable).collect();
            let mut previous = end.total();
            let mut answers = Vec::new();
            for step in steps {
                for (line, units) in returned(step) {
                    if countable[line] {
                        let had = flatten(&cart).iter().filter(|unit| unit.line == line).count();
                        cart[line]["qty"] = json!(had.saturating_sub(units));
                    }
                }
                let total = sequence::evaluate(case, &cart).total();
                answers.push((previous - total).max(0));
                previous = previous.min(total);
            }
            answers
        }
        "redistribute_promotion" => {
            let originals: Vec<i128> = (0..line_discounts.len())
                .map(|line| end.units.iter().filter(|unit| unit.line == line).map(|unit| unit.original).sum())
                .collect();
            let shares =
                arithmetic::plain_split(line_discounts.iter().sum(), &originals, "largest_remainder");
            let refund = |(line, _): (usize, usize)| originals[line] - shares[line];
            steps.iter().map(|step| returned(step).into_iter().map(refund).sum()).collect()
        }
        other => panic!("{other}"),
    }
}

fn number(value: i128) -> Value {
    json!(i64::try_from(value).unwrap())
}

fn numbers(values: &[i128]) -> Value {
    values.iter().map(|&value| number(value)).collect()
}
