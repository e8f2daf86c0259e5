//! The document in the tree is the document that is served; set `BODEGA_BLESS=1` to write it anew.

use super::openapi;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_document_in_the_tree_is_the_one_served() {
    let mut served = openapi().to_pretty_json().unwrap();
    served.push('\n');
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    if std::env::var_os("BODEGA_BLESS").is_some() {
        std::fs::write(&path, &served).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == served,
        "host/api/openapi.json is stale: run `BODEGA_BLESS=1 cargo test -p bodega-api openapi`"
    );
}

#[test]
fn every_reference_resolves_and_every_operation_is_complete() {
    let document: Value = serde_json::to_value(openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    for reference in &references {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{reference} is not there");
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "operation {id} comes twice");
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            let is_open = operation["security"].is_null();
            assert_eq!(is_open, !path.starts_with("/v1/"), "{method} {path}");
        }
    }
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                references.insert(reference.clone());
            }
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
