//! Fixtures out of a file of promotion cases, so that the promotions plugin itself is compared: each case becomes a
//! rule set and a basket of its name.

use crate::case;
use anyhow::{Context, Result};
use bodega_domain::pricing::{Document, Units, apply_manual_discounts};
use serde_json::{Value, json};
use std::path::Path;

/// Writes the fixtures of a case file; gives how many.
///
/// # Errors
/// Names the case that is none.
pub fn write(file: &Path, folder: &Path) -> Result<usize> {
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(file)?)?;
    for kind in ["rules", "baskets"] {
        std::fs::create_dir_all(folder.join(kind))?;
    }
    for (number, case) in cases.iter().enumerate() {
        let id = case["id"].as_str().context("a case without id")?;
        // Ids may hold what file names may not.
        let name = format!("case-{number:03}");
        let rules = rules(case).with_context(|| id.to_owned())?;
        let basket = basket(case, id, &name).with_context(|| id.to_owned())?;
        std::fs::write(folder.join("rules").join(format!("{name}.json")), rules.to_string())?;
        std::fs::write(folder.join("baskets").join(format!("{name}.json")), basket.to_string())?;
    }
    Ok(cases.len())
}

/// The promotions as documents of the plugin's collection, the policy as its settings.
fn rules(case: &Value) -> Result<Value> {
    let promotions = case["rules"]["promotions"].as_array().context("rules.promotions is not a list")?;
    let mut documents = Vec::with_capacity(promotions.len());
    for (position, promotion) in promotions.iter().enumerate() {
        let key = promotion["id"].as_str().context("a promotion without id")?.to_owned();
        let mut body = promotion.clone();
        body["position"] = position.into();
        documents.push(Document {
            collection: case::PLUGIN.to_owned(),
            key,
            version: 1,
            body: body.to_string(),
        });
    }
    documents.sort_by(|a, b| a.key.cmp(&b.key));
    let policy = &case["rules"]["policy"];
    let settings = if policy.is_null() { "{}".to_owned() } else { policy.to_string() };
    Ok(json!({"why": case["id"], "settings": settings, "documents": {case::PLUGIN: documents}}))
}

/// The cart with its units as the plugin sees them: after the cashier's discounts.
fn basket(case: &Value, id: &str, name: &str) -> Result<Value> {
    let input = case::input_of(case)?;
    let mut units = Units::flatten(&input)?;
    apply_manual_discounts(&mut units, &input.manual_discounts)?;
    let mut runs = Vec::new();
    for (line, units) in units.lines.iter().enumerate() {
        runs.extend(
            units.runs.iter().map(|run| json!({"line": line, "count": run.count, "price": run.amount})),
        );
    }
    let declared = case::declared_of(case);
    Ok(json!({"why": id, "rules": [name], "input": input, "units": runs, "declared": declared}))
}
