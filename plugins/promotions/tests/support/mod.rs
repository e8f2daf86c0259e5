//! Runs cases of the format's case files (section 2) through the engine, and reports what differs.

pub mod generate;

use bodega_core::Micros;
use bodega_promotions::rules::{
    Basket, Line, ManualDiscount, RefundPolicy, ReturnedUnits, Snapshot, Uses, compile, evaluate,
    parse_instant_ms, refunds,
};
use serde_json::{Map, Value, json};

/// The results of a case as the format's `expected` object, all members present.
///
/// # Errors
/// The rules are refused, or the case is not one.
pub fn results_of(case: &Value) -> Result<Value, String> {
    let nothing = Vec::new();
    let promotions = case["rules"]["promotions"].as_array().unwrap_or(&nothing);
    let rules = compile(&case["rules"]["policy"], promotions).map_err(|error| error.to_string())?;
    let basket = basket_of(case)?;
    let snapshot = rules.to_snapshot().map_err(|error| error.to_string())?;
    let snapshot = Snapshot::open(&snapshot).map_err(|error| error.to_string())?;
    let rules = snapshot.rules_for(&basket.coupons, basket.now_ms).map_err(|error| error.to_string())?;
    let outcome = evaluate(&rules, &basket).map_err(|error| error.to_string())?;
    let results = outcome.results(&rules);
    let gifts: Vec<Value> =
        results.gifts.iter().map(|gift| json!({"sku": gift.sku, "qty": gift.quantity.to_string()})).collect();
    let mut answer = json!({
        "subtotal_minor": results.subtotal_minor,
        "line_discounts_minor": results.line_discounts_minor,
        "order_allocations_minor": results.order_allocations_minor,
        "order_discount_minor": results.order_discount_minor,
        "total_minor": results.total_minor,
        "unit_totals_minor": results.unit_totals_minor,
        "gifts": gifts,
        "applied_promotions": results.applied_promotions,
    });
    if case["refund"].is_object() {
        let (policy, steps) = refund_of(&case["refund"])?;
        answer["refunds_minor"] =
            json!(refunds(&rules, &basket, &outcome, policy, &steps).map_err(|error| error.to_string())?);
    }
    Ok(answer)
}

/// What the case expects and `results` do not say, one line each.
pub fn differences(expected: &Map<String, Value>, results: &Value) -> Vec<String> {
    expected
        .iter()
        .filter(|(member, value)| normal(value) != normal(&results[member.as_str()]))
        .map(|(member, value)| format!("{member}: expected {value}, got {}", results[member.as_str()]))
        .collect()
}

/// Gift quantities are decimals: `2`, `"2"` and `"2.0"` are one quantity.
fn normal(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match name.as_str() {
                "qty" => (name.clone(), quantity(value).map_or(Value::Null, |qty| qty.to_string().into())),
                _ => (name.clone(), value.clone()),
            })
            .collect(),
        other => other.clone(),
    }
}

fn quantity(value: &Value) -> Option<Micros> {
    match value {
        Value::Number(number) => Micros::parse(&number.to_string()).ok(),
        Value::String(text) => Micros::parse(text).ok(),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

fn basket_of(case: &Value) -> Result<Basket<'_>, String> {
    let mut basket = Basket::default();
    for (number, line) in (0u32..).zip(case["cart"].as_array().ok_or("cart is not a list")?) {
        basket.lines.push(Line {
            sku: line["sku"].as_str().ok_or("sku is not a string")?,
            unit_price_minor: line["unit_price_minor"]
                .as_i64()
                .ok_or("unit_price_minor is not an integer")?,
            quantity: quantity(&line["qty"]).ok_or("qty is not a quantity")?,
            unit_floor_minor: line["min_unit_price_minor"].as_i64().unwrap_or(0),
            stock_units: line["stock_units_per_qty"].as_i64().unwrap_or(1),
            is_measured: line["weighed"].as_bool().unwrap_or(false),
        });
        for tag in texts(&line["tags"]) {
            basket.line_tags.push((number, basket.tags.len() as u32));
            basket.tags.push(tag);
        }
    }
    let context = &case["context"];
    basket.coupons = texts(&context["coupons"]);
    basket.customer_tags = texts(&context["customer"]["tags"]);
    basket.order_number = context["customer"]["order_number"].as_i64();
    if let Some(now) = context["now"].as_str() {
        basket.now_ms = Some(parse_instant_ms(now).ok_or("now is not a date-time")?);
    }
    if let Some(usage) = context["usage"].as_object() {
        let net = |entry: &Value, member: &str| {
            entry[member].as_i64().unwrap_or(0) - entry[format!("{member}_cancelled")].as_i64().unwrap_or(0)
        };
        basket.uses = usage
            .iter()
            .map(|(id, entry)| {
                (id.as_str(), Uses { per_customer: net(entry, "per_customer"), total: net(entry, "total") })
            })
            .collect();
    }
    for manual in context["manual_line_discounts"].as_array().into_iter().flatten() {
        basket.manual_discounts.push(ManualDiscount {
            line: u32::try_from(manual["line"].as_u64().ok_or("line is not a number")?)
                .map_err(|e| e.to_string())?,
            amount_minor: manual["amount_minor"].as_i64().ok_or("amount_minor is not an integer")?,
        });
    }
    Ok(basket)
}

fn refund_of(refund: &Value) -> Result<(RefundPolicy, Vec<Vec<ReturnedUnits>>), String> {
    let policy = match refund["policy"].as_str() {
        Some("paid_share") => RefundPolicy::PaidShare,
        Some("reprice_remaining") => RefundPolicy::RepriceRemaining,
        Some("redistribute_promotion") => RefundPolicy::RedistributePromotion,
        other => return Err(format!("{other:?} is not a refund policy")),
    };
    let step = |step: &Value| -> Option<Vec<ReturnedUnits>> {
        step.as_array()?
            .iter()
            .map(|returned| {
                Some(ReturnedUnits {
                    line: u32::try_from(returned["line"].as_u64()?).ok()?,
                    units: u32::try_from(returned["units"].as_u64().unwrap_or(0)).ok()?,
                })
            })
            .collect()
    };
    let steps = refund["steps"].as_array().ok_or("steps is not a list")?;
    Ok((
        policy,
        steps.iter().map(step).collect::<Option<_>>().ok_or("a step is not a list of lines and units")?,
    ))
}
