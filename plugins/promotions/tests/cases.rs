//! Case files in the promotion rule format, version 1: our own beside this test, and any file named by
//! `BODEGA_CASES`.

#[allow(dead_code, reason = "the generator serves another test")]
mod support;

use serde_json::Value;
use std::path::Path;

fn run_file(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cases: Vec<Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut failures = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().unwrap_or("?");
        match (support::results_of(case), case["expected"].as_object()) {
            (Ok(results), Some(expected)) => {
                failures.extend(
                    support::differences(expected, &results).into_iter().map(|line| format!("{id}: {line}")),
                );
            }
            (Err(error), _) => failures.push(format!("{id}: {error}")),
            (_, None) => failures.push(format!("{id}: expects nothing")),
        }
    }
    println!("{} cases of {}", cases.len(), path.display());
    assert!(
        failures.is_empty(),
        "{} differences in {} cases:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

#[test]
fn our_own_cases_hold() {
    run_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own-cases.json"));
}

#[test]
fn the_named_case_file_holds() {
    if let Some(path) = std::env::var_os("BODEGA_CASES") {
        run_file(Path::new(&path));
    }
}
