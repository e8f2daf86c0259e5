//! A case as the host's pricing input.

use anyhow::{Context, anyhow};
use bodega_core::Micros;
use bodega_domain::pricing::{
    ARITHMETIC_VERSION, Balance, Context as Place, DeclaredInputs, Line, ManualDiscount, PricingInput,
    Request, TaxMode,
};
use serde_json::Value;

/// The plugin under test.
pub const PLUGIN: &str = "promotions";
/// Who buys, in every case: usage by customer needs one.
pub const MEMBER: &str = "01900000-0000-7000-8000-00000000beef";

/// The cart and context as what a price depends on.
pub fn input_of(case: &Value) -> anyhow::Result<PricingInput> {
    let context = &case["context"];
    let lines = case["cart"].as_array().context("cart is not a list")?;
    let mut coupons: Vec<String> = Vec::new();
    for code in texts(&context["coupons"]) {
        if !coupons.contains(&code) {
            coupons.push(code);
        }
    }
    let manual_discounts = manual_discounts(context)?;
    let numbers: Vec<String> = manual_discounts.iter().map(|manual| manual.line.to_string()).collect();
    let request = |value| Request { plugin: PLUGIN.to_owned(), name: "manual-lines".to_owned(), value };
    Ok(PricingInput {
        arithmetic: ARITHMETIC_VERSION,
        context: Place {
            currency: context["currency"].as_str().unwrap_or("CNY").to_owned(),
            store: "store".to_owned(),
            channel: "pos".to_owned(),
            member: Some(MEMBER.to_owned()),
            now_ms: now_ms(context)?,
            offset_minutes: 0,
            date: "1970-01-01".to_owned(),
            seconds_of_day: 0,
            weekday: 4,
            tax_mode: TaxMode::Inclusive,
        },
        lines: lines
            .iter()
            .enumerate()
            .map(|(n, l)| line(l).with_context(|| format!("line {n}")))
            .collect::<Result<_, _>>()?,
        requests: if numbers.is_empty() { Vec::new() } else { vec![request(numbers.join(","))] },
        manual_discounts,
        coupons,
    })
}

fn line(line: &Value) -> anyhow::Result<Line> {
    let integer = |member: &str, default: i64| match &line[member] {
        Value::Null => Ok(default),
        value => value.as_i64().with_context(|| format!("{member} is not an integer")),
    };
    Ok(Line {
        sku: line["sku"].as_str().context("sku is not a string")?.to_owned(),
        quantity: quantity(&line["qty"])?.0,
        unit_price: line["unit_price_minor"].as_i64().context("unit_price_minor is not an integer")?,
        floor: integer("min_unit_price_minor", 0)?,
        hard_floor: 0,
        stock_units: u32::try_from(integer("stock_units_per_qty", 1)?).context("stock_units_per_qty")?,
        measured: line["weighed"].as_bool().unwrap_or(false),
        tags: texts(&line["tags"]),
        tax_ppm: 0,
        gift: None,
    })
}

fn manual_discounts(context: &Value) -> anyhow::Result<Vec<ManualDiscount>> {
    let listed = context["manual_line_discounts"].as_array().into_iter().flatten();
    listed
        .map(|manual| {
            let line = manual["line"].as_u64().and_then(|line| u32::try_from(line).ok());
            Ok(ManualDiscount {
                line: line.context("manual_line_discounts: line is not a number")?,
                amount: manual["amount_minor"]
                    .as_i64()
                    .context("manual_line_discounts: amount_minor is not an integer")?,
                reason: None,
            })
        })
        .collect()
}

fn now_ms(context: &Value) -> anyhow::Result<i64> {
    match context["now"].as_str() {
        None => Ok(0),
        Some(text) => {
            let instant: jiff::Timestamp = text.parse().map_err(|error| anyhow!("now: {error}"))?;
            Ok(instant.as_millisecond())
        }
    }
}

/// What the plugin's keys fetch for the case: uses as balances, tags and order number of the customer.
pub fn declared_of(case: &Value) -> DeclaredInputs {
    let context = &case["context"];
    let mut declared = DeclaredInputs {
        member_tags: texts(&context["customer"]["tags"]),
        order_number: context["customer"]["order_number"].as_u64().and_then(|n| u32::try_from(n).ok()),
        ..DeclaredInputs::default()
    };
    for (id, usage) in context["usage"].as_object().into_iter().flatten() {
        let left = |member: &str| {
            usage[format!("{member}_cancelled")].as_i64().unwrap_or(0) - usage[member].as_i64().unwrap_or(0)
        };
        declared.balances.push(Balance { account: format!("use/{id}"), available: left("total") });
        declared
            .balances
            .push(Balance { account: format!("use/{id}/{MEMBER}"), available: left("per_customer") });
    }
    declared
}

/// A quantity: a JSON integer, a decimal string, or a number's decimal text.
pub fn quantity(value: &Value) -> anyhow::Result<Micros> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Micros::parse(&text).map_err(|error| anyhow!("quantity {text}: {error}"))
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
