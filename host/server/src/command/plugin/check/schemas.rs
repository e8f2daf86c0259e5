//! Schemas: each compiles as the host compiles it, its marks make sense, people can read the forms drawn from it.

use super::{Finding, MANIFEST};
use bodega_package::Manifest;
use jsonschema::PatternOptions;
use serde_json::{Map, Value};

/// As the host: a pattern's automaton beyond this is refused.
const PATTERN_SIZE_MAX: usize = 1 << 20;
/// How deep forms go; a schema that refers to itself ends here.
const DEPTH_MAX: usize = 16;

pub(super) fn check(manifest: &Manifest, path: &str, bytes: &[u8]) -> Vec<Finding> {
    let schema: Map<String, Value> = match serde_json::from_slice(bytes) {
        Ok(schema) => schema,
        Err(error) => return vec![Finding::error(path, format!("is no JSON object: {error}"))],
    };
    let schema = Value::Object(schema);
    let options = PatternOptions::regex().size_limit(PATTERN_SIZE_MAX);
    if let Err(error) = jsonschema::options().offline().with_pattern_options(options).build(&schema) {
        let problem = format!(
            "is no schema that the host takes, at `{}`: {error} (no reference leaves the file; patterns have no \
             look-around or back-references)",
            error.instance_path()
        );
        return vec![Finding::error(path, problem)];
    }
    let mut findings = Vec::new();
    marks(path, "", &schema, &mut findings, 0);
    let is_form = manifest.settings.iter().any(|settings| settings.schema == path)
        || manifest.actions.iter().any(|action| action.input.as_deref() == Some(path))
        || manifest.exports.iter().any(|export| export.parameters.as_deref() == Some(path))
        || manifest.reports.iter().any(|report| report.parameters.as_deref() == Some(path));
    if is_form {
        titles(path, "", &schema, &mut findings, 0);
    }
    for (index, collection) in manifest.collections.iter().enumerate().filter(|(_, c)| c.schema == path) {
        for field in collection.indexes.iter().chain(&collection.unique) {
            if !may_have(&schema, field) {
                let place = format!("{MANIFEST}: `collections[{index}]`");
                findings
                    .push(Finding::error(place, format!("indexes `{field}`, which {path} does not have")));
            }
        }
    }
    findings
}

/// `x-secret` hides texts only.
fn marks(path: &str, pointer: &str, schema: &Value, findings: &mut Vec<Finding>, depth: usize) {
    if schema["x-secret"] == true && schema["type"] != "string" {
        let problem = "has `x-secret`, which only texts can be: set `\"type\": \"string\"`";
        findings.push(Finding::error(format!("{path}#{pointer}"), problem));
    }
    for (pointer, property) in properties(schema, pointer, depth) {
        marks(path, &pointer, property, findings, depth + 1);
    }
}

/// A form's field is named in both languages.
fn titles(path: &str, pointer: &str, schema: &Value, findings: &mut Vec<Finding>, depth: usize) {
    for (pointer, property) in properties(schema, pointer, depth) {
        for language in ["zh-CN", "en"] {
            if property["x-title"][language].as_str().is_none_or(str::is_empty) {
                let problem = format!("has no `x-title` in {language}: people read it in the form");
                findings.push(Finding::warning(format!("{path}#{pointer}"), problem));
            }
        }
        titles(path, &pointer, property, findings, depth + 1);
    }
}

fn properties<'a>(schema: &'a Value, pointer: &str, depth: usize) -> Vec<(String, &'a Value)> {
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, property)| (format!("{pointer}/properties/{name}"), property));
    let items = schema.get("items").map(|items| (format!("{pointer}/items"), items));
    let items = items.into_iter().flat_map(|(pointer, items)| properties(items, &pointer, depth + 1));
    if depth < DEPTH_MAX { own.chain(items).collect() } else { Vec::new() }
}

/// Whether a document of the schema may have a field; only a plain object without it says no.
fn may_have(schema: &Value, field: &str) -> bool {
    let (first, rest) = field.split_once('.').map_or((field, None), |(first, rest)| (first, Some(rest)));
    let is_plain = ["oneOf", "anyOf", "allOf", "$ref", "if", "patternProperties"]
        .iter()
        .all(|key| schema.get(key).is_none());
    match (schema["properties"].get(first), rest) {
        (Some(property), Some(rest)) => may_have(property, rest),
        (Some(_), None) => true,
        (None, _) => !(is_plain && schema["properties"].is_object()),
    }
}
