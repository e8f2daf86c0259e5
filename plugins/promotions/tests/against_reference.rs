//! The engine and the literal reference evaluator agree on random cases, and on the published examples.

mod reference;
mod support;

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::Value;
use std::path::Path;

/// Cases a run; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig {
        cases: asked.cases.max(10_000),
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..asked
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn engine_and_reference_agree(case in support::generate::case()) {
        let engine = support::results_of(&case).map_err(TestCaseError::fail)?;
        let reference = reference::results_of(&case);
        let differences = support::differences(reference.as_object().unwrap(), &engine);
        prop_assert!(differences.is_empty(), "{}\n{}", differences.join("\n"), serde_json::to_string(&case).unwrap());
        prop_assert_eq!(invariants(&case, &engine), Ok(()));
    }
}

/// "Always" of section 14.
fn invariants(case: &Value, results: &Value) -> Result<(), String> {
    let sum = |list: &Value| -> i64 { list.as_array().unwrap().iter().map(|v| v.as_i64().unwrap()).sum() };
    let total = results["total_minor"].as_i64().unwrap();
    let off = sum(&results["line_discounts_minor"]) + results["order_discount_minor"].as_i64().unwrap();
    if results["subtotal_minor"].as_i64().unwrap() - off != total {
        return Err("subtotal less discounts is not the total".into());
    }
    let units: Vec<i64> = results["unit_totals_minor"].as_array().unwrap().iter().map(sum).collect();
    if units.iter().sum::<i64>() != total || units.len() != case["cart"].as_array().unwrap().len() {
        return Err("units do not add up to the total".into());
    }
    for (line, units) in
        case["cart"].as_array().unwrap().iter().zip(results["unit_totals_minor"].as_array().unwrap())
    {
        let is_deduction = line["unit_price_minor"].as_i64() < Some(0);
        if !is_deduction && units.as_array().unwrap().iter().any(|unit| unit.as_i64() < Some(0)) {
            return Err("a discount took a unit below 0".into());
        }
    }
    Ok(())
}

fn check_file(path: &Path) {
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in &cases {
        let results = reference::results_of(case);
        let differences = support::differences(case["expected"].as_object().unwrap(), &results);
        assert!(differences.is_empty(), "{}: {}", case["id"], differences.join("\n"));
    }
}

#[test]
fn the_reference_holds_our_own_cases() {
    check_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own-cases.json"));
}

#[test]
fn the_reference_holds_the_named_case_file() {
    if let Some(path) = std::env::var_os("BODEGA_CASES") {
        check_file(Path::new(&path));
    }
}
