//! `cargo xtask cases FILE`: every case of a promotion case file through the real component in the real engine.
//!
//! The host's own arithmetic flattens the cart, takes manual discounts off and applies the plugin's answer; what
//! comes out is compared with what the case expects, member by member. One line a failing case, then the count.

mod case;
mod engine;
mod refund;
mod results;

use anyhow::{Context, bail};
use engine::Engine;
use serde_json::Value;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), None) = (arguments.next(), arguments.next()) else {
        bail!("usage: cargo xtask cases FILE");
    };
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let cases: Vec<Value> =
        serde_json::from_str(&text).with_context(|| format!("{path} is not a list of cases"))?;
    let engine = Engine::start().await?;
    let (mut passed, mut failed) = (0, 0);
    for (index, case) in cases.iter().enumerate() {
        let id = case["id"].as_str().map_or_else(|| format!("case {index}"), str::to_owned);
        match run(&engine, case) {
            Ok(differences) if differences.is_empty() => passed += 1,
            Ok(differences) => {
                failed += 1;
                println!("{id}: {}", differences.join("; "));
            }
            Err(error) => {
                failed += 1;
                println!("{id}: {error:#}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What differs between a case's expectations and what comes out.
fn run(engine: &Engine, case: &Value) -> anyhow::Result<Vec<String>> {
    let expected = case["expected"].as_object().context("the case expects nothing")?;
    let compiled = engine.compile(case)?;
    let input = case::input_of(case)?;
    let priced = engine.price(&compiled, case, &input)?;
    let mut results = results::of(&input, &priced)?;
    if case["refund"].is_object() {
        results["refunds_minor"] = refund::of(engine, &compiled, case, &input, &priced)?;
    }
    let differs = |(member, value): &(&String, &Value)| {
        results::normal(value) != results::normal(&results[member.as_str()])
    };
    let text = |(member, value): (&String, &Value)| {
        format!("{member}: expected {value}, got {}", results[member.as_str()])
    };
    Ok(expected.iter().filter(differs).map(text).collect())
}
