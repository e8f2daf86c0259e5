//! Whether a new JSON Schema of an event keeps what readers of the old one rely on.
//!
//! Events are additive only: what was there stays, with the same type, and what was always there stays required. The
//! check reads the structure (properties, required, items, type, enum, const, local references); where it cannot
//! follow (anyOf and the like), the two must be equal.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// How deep schemas are followed; deeper ones must be equal.
const DEPTH_MAX: usize = 32;
/// Words that say more than this check follows.
const OPAQUE: [&str; 10] = [
    "anyOf",
    "oneOf",
    "allOf",
    "not",
    "if",
    "then",
    "else",
    "patternProperties",
    "dependentSchemas",
    "prefixItems",
];

/// What breaks readers of `old`, each with the place in the schema.
pub(crate) fn breaches(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Comparison { old_root: old, new_root: new }.compare(old, new, "", 0, &mut found);
    found
}

struct Comparison<'a> {
    old_root: &'a Value,
    new_root: &'a Value,
}

impl Comparison<'_> {
    fn compare(&self, old: &Value, new: &Value, place: &str, depth: usize, found: &mut Vec<String>) {
        let (old, new) = (follow(self.old_root, old), follow(self.new_root, new));
        let at = |text: String| format!("{}: {text}", if place.is_empty() { "/" } else { place });
        let (Value::Object(old), Value::Object(new)) = (old, new) else {
            if old != new {
                found.push(at("the schema changed".to_owned()));
            }
            return;
        };
        if depth >= DEPTH_MAX || OPAQUE.iter().any(|word| old.contains_key(*word) || new.contains_key(*word))
        {
            if old != new {
                found.push(at(
                    "changed where it cannot be compared; publish a new version of the event".to_owned()
                ));
            }
            return;
        }
        compare_types(old, new, &at, found);
        compare_values(old, new, &at, found);
        let required = |schema: &Map<String, Value>| -> BTreeSet<String> {
            let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            names.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        for name in required(old).difference(&required(new)) {
            found.push(at(format!("`{name}` was required and is no longer")));
        }
        let empty = Map::new();
        let properties = |schema: &Map<String, Value>| {
            schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_else(|| empty.clone())
        };
        let (before, after) = (properties(old), properties(new));
        for (name, old) in &before {
            match after.get(name) {
                Some(new) => self.compare(old, new, &format!("{place}/{name}"), depth + 1, found),
                None => found.push(at(format!("`{name}` was removed"))),
            }
        }
        match (old.get("items"), new.get("items")) {
            (Some(old), Some(new)) => self.compare(old, new, &format!("{place}/*"), depth + 1, found),
            (Some(_), None) => found.push(at("the items are no longer described".to_owned())),
            _ => {}
        }
    }
}

/// A type may narrow (integer for number, fewer of a list), never widen.
fn compare_types(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    at: &impl Fn(String) -> String,
    found: &mut Vec<String>,
) {
    let types = |schema: &Map<String, Value>| -> Option<BTreeSet<String>> {
        match schema.get("type")? {
            Value::String(one) => Some(BTreeSet::from([one.clone()])),
            Value::Array(many) => Some(many.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            _ => None,
        }
    };
    let Some(before) = types(old) else { return };
    let Some(after) = types(new) else {
        found.push(at("the type is no longer told".to_owned()));
        return;
    };
    for kind in after {
        let known = before.contains(&kind) || (kind == "integer" && before.contains("number"));
        if !known {
            found.push(at(format!("may now be of type {kind}")));
        }
    }
}

/// A closed list of values may lose some, never gain one: readers match on all they know.
fn compare_values(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    at: &impl Fn(String) -> String,
    found: &mut Vec<String>,
) {
    let values = |schema: &Map<String, Value>| -> Option<Vec<Value>> {
        schema.get("const").map(|one| vec![one.clone()]).or_else(|| schema.get("enum")?.as_array().cloned())
    };
    let Some(before) = values(old) else { return };
    let Some(after) = values(new) else {
        found.push(at("the list of values was dropped".to_owned()));
        return;
    };
    for value in after {
        if !before.contains(&value) {
            found.push(at(format!("may now be {value}")));
        }
    }
}

/// Follows local references, a bounded number of times.
fn follow<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..DEPTH_MAX {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        match target.and_then(|pointer| root.pointer(pointer)) {
            Some(found) => schema = found,
            None => return schema,
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn base() -> Value {
        json!({
            "type": "object",
            "required": ["id", "kind"],
            "properties": {
                "id": { "type": "string" },
                "kind": { "enum": ["a", "b"] },
                "amount": { "type": "number" },
                "lines": { "type": "array", "items": { "$ref": "#/$defs/line" } }
            },
            "$defs": { "line": { "type": "object", "required": ["sku"], "properties": { "sku": { "type": "string" } } } }
        })
    }

    fn changed(edit: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut new = base();
        edit(&mut new);
        breaches(&base(), &new)
    }

    #[test]
    fn what_only_adds_or_narrows_is_fine() {
        assert!(changed(|_| ()).is_empty());
        assert!(changed(|new| new["properties"]["more"] = json!({ "type": "string" })).is_empty());
        assert!(changed(|new| new["required"] = json!(["id", "kind", "amount"])).is_empty());
        assert!(changed(|new| new["properties"]["amount"] = json!({ "type": "integer" })).is_empty());
        assert!(changed(|new| new["properties"]["kind"] = json!({ "enum": ["a"] })).is_empty());
        assert!(
            changed(|new| new["$defs"]["line"]["properties"]["name"] = json!({ "type": "string" }))
                .is_empty()
        );
    }

    #[test]
    fn what_readers_relied_on_may_not_go() {
        let one = |edit: fn(&mut Value), text: &str| {
            let found = changed(edit);
            assert!(found.len() == 1 && found[0].contains(text), "{found:?} should be one with {text}");
        };
        one(|new| new["required"] = json!(["id"]), "`kind` was required");
        one(|new| drop(new["properties"].as_object_mut().unwrap().remove("amount")), "`amount` was removed");
        one(
            |new| new["properties"]["id"] = json!({ "type": ["string", "null"] }),
            "/id: may now be of type null",
        );
        one(|new| new["properties"]["id"] = json!({}), "/id: the type is no longer told");
        one(|new| new["properties"]["kind"] = json!({ "enum": ["a", "b", "c"] }), "/kind: may now be \"c\"");
        one(|new| new["$defs"]["line"]["required"] = json!([]), "/lines/*: `sku` was required");
        one(|new| new["properties"]["id"] = json!({ "anyOf": [{ "type": "string" }] }), "cannot be compared");
        one(|new| new["type"] = json!("array"), "may now be of type array");
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let tree = json!({ "type": "object", "properties": { "child": { "$ref": "#" } } });
        assert!(breaches(&tree, &tree).is_empty());
        assert!(breaches(&json!({ "$ref": "#" }), &json!({ "$ref": "#" })).is_empty());
    }
}
