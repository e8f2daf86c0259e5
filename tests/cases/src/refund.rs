//! Refunds of a case: from the final unit prices, by pricing again without what came back, or by spreading.

use crate::engine::{Engine, Priced};
use anyhow::{Context, bail};
use bodega_core::{MICROS_PER_ONE, Remainder, split};
use bodega_domain::pricing::{Level, PricingInput};
use bodega_plugin_host::Compiled;
use serde_json::{Value, json};

struct Returned {
    line: usize,
    units: i64,
}

/// One integer a step; steps are cumulative.
pub fn of(
    engine: &Engine,
    compiled: &Compiled,
    case: &Value,
    input: &PricingInput,
    priced: &Priced,
) -> anyhow::Result<Value> {
    let steps = case["refund"]["steps"].as_array().context("refund.steps is not a list")?;
    let steps: Vec<Vec<Returned>> = steps.iter().map(step).collect::<anyhow::Result<_>>()?;
    let refunds: Vec<i64> = match case["refund"]["policy"].as_str() {
        Some("paid_share") => paid_share(&steps, priced),
        Some("reprice_remaining") => reprice_remaining(engine, compiled, case, input, priced, &steps)?,
        Some("redistribute_promotion") => redistribute(&steps, priced),
        other => bail!("refund policy {other:?} is not known"),
    };
    Ok(json!(refunds))
}

fn step(step: &Value) -> anyhow::Result<Vec<Returned>> {
    let listed = step.as_array().context("a step is not a list")?;
    listed
        .iter()
        .map(|returned| {
            let line = returned["line"].as_u64().context("line is not a number")? as usize;
            Ok(Returned { line, units: returned["units"].as_i64().unwrap_or(0) })
        })
        .collect()
}

/// The final prices of the returned units, handed back from the lowest on.
fn paid_share(steps: &[Vec<Returned>], priced: &Priced) -> Vec<i64> {
    let mut units: Vec<_> = priced
        .sale
        .lines
        .iter()
        .map(|line| line.units.iter().flat_map(|run| std::iter::repeat_n(run.amount, run.count as usize)))
        .collect();
    let mut take = |returned: &Returned| -> i64 {
        units.get_mut(returned.line).map_or(0, |left| left.take(returned.units.max(0) as usize).sum())
    };
    steps.iter().map(|step| step.iter().map(&mut take).sum()).collect()
}

fn reprice_remaining(
    engine: &Engine,
    compiled: &Compiled,
    case: &Value,
    input: &PricingInput,
    priced: &Priced,
    steps: &[Vec<Returned>],
) -> anyhow::Result<Vec<i64>> {
    let (mut left, mut previous) = (input.clone(), priced.sale.total_minor);
    let mut refunds = Vec::with_capacity(steps.len());
    for step in steps {
        for returned in step {
            let line = left.lines.get_mut(returned.line).context("no such line")?;
            // An uncountable piece has no units that could be taken off.
            if !line.measured && line.quantity % MICROS_PER_ONE == 0 {
                line.quantity = (line.quantity - returned.units * MICROS_PER_ONE).max(0);
            }
        }
        let total = engine.price(compiled, case, &left)?.sale.total_minor;
        refunds.push((previous - total).max(0));
        previous = previous.min(total);
    }
    Ok(refunds)
}

/// Whole lines at their original total less a share of all line discounts.
fn redistribute(steps: &[Vec<Returned>], priced: &Priced) -> Vec<i64> {
    let originals: Vec<i64> = priced.sale.lines.iter().map(|line| line.original_minor).collect();
    let adjustments =
        priced.sale.adjustments.iter().filter(|(_, adjustment)| adjustment.level == Level::Line);
    let manual: i64 = priced.sale.lines.iter().map(|line| line.manual_discount_minor).sum();
    let discount = manual + adjustments.map(|(_, adjustment)| adjustment.amount).sum::<i64>();
    let shares = split(discount, &originals, Remainder::LargestRemainder);
    let refund =
        |returned: &Returned| originals.get(returned.line).map_or(0, |total| total - shares[returned.line]);
    steps.iter().map(|step| step.iter().map(refund).sum()).collect()
}
