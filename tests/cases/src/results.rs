//! What came out, as the `expected` object of a case, all members present.

use crate::case::quantity;
use crate::engine::Priced;
use bodega_core::Micros;
use bodega_domain::pricing::{Level, PricingInput};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// All members but refunds.
pub fn of(input: &PricingInput, priced: &Priced) -> anyhow::Result<Value> {
    let sale = &priced.sale;
    let mut line_discounts: Vec<i64> = sale.lines.iter().map(|line| line.manual_discount_minor).collect();
    let mut order_allocations = vec![0i64; input.lines.len()];
    for (_, adjustment) in &sale.adjustments {
        let sums = match adjustment.level {
            Level::Line => &mut line_discounts,
            Level::Order => &mut order_allocations,
        };
        for run in &adjustment.allocations {
            sums[run.line as usize] += run.amount * i64::from(run.count);
        }
    }
    let unit_totals: Vec<Vec<i64>> = sale
        .lines
        .iter()
        .map(|line| {
            line.units.iter().flat_map(|run| std::iter::repeat_n(run.amount, run.count as usize)).collect()
        })
        .collect();
    let gifts: Vec<Value> = priced
        .answer
        .gifts
        .iter()
        .map(|gift| json!({ "sku": gift.sku, "qty": Micros(gift.quantity).to_string() }))
        .collect();
    // One adjustment for each promotion that applied, also where it took nothing off.
    let applied: BTreeSet<&String> = priced.answer.adjustments.iter().map(|given| &given.reference).collect();
    Ok(json!({
        "subtotal_minor": sale.subtotal_minor,
        "line_discounts_minor": line_discounts,
        "order_allocations_minor": order_allocations,
        "order_discount_minor": order_allocations.iter().sum::<i64>(),
        "total_minor": sale.total_minor,
        "unit_totals_minor": unit_totals,
        "gifts": gifts,
        "applied_promotions": applied,
    }))
}

/// `2`, `"2"` and `"2.0"` are one quantity.
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match name.as_str() {
                "qty" => (name.clone(), quantity(value).map_or(Value::Null, |qty| qty.to_string().into())),
                _ => (name.clone(), normal(value)),
            })
            .collect(),
        other => other.clone(),
    }
}
