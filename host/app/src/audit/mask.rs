//! Masks what an entry keeps of an object: personal data and secrets are not in it, only that they changed.

use bodega_domain::digest::Digest;
use serde_json::{Map, Value, json};

/// The most bytes of JSON that an entry keeps of an object; of a larger one it keeps size and digest.
pub const OBJECT_BYTES_MAX: usize = 32 * 1024;

/// What stands for a masked value.
const MASK: &str = "***";
/// What stands for a masked value that is another than before.
const MASK_CHANGED: &str = "*** (changed)";
/// The mark of personal data in a schema.
const PERSONAL_MARK: &str = "x-personal";
/// The mark of secrets in a schema.
const SECRET_MARK: &str = "x-secret";
/// How deep a schema is followed; a document is far flatter. Below, everything is masked.
const DEPTH_MAX: usize = 32;

/// Members of any object of ours that are personal data or secrets, whatever they are in.
const FIELDS: [&str; 18] = [
    "person",
    "phone",
    "email",
    "birthday",
    "address",
    "addresses",
    "recipient",
    "secret",
    "secrets",
    "token",
    "password",
    "pin",
    "recovery_codes",
    "totp",
    "credential",
    "auth_code",
    "presented_code",
    "private_key",
];

/// JSON without personal data and secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked(pub(super) String);

impl Masked {
    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Masks an object before and after an act. `schema` is that of a plugin's document, which says itself what is
/// personal; its `body` is masked by it. `also` names further members that are personal in this object.
pub fn mask(
    before: Option<Value>,
    after: Option<Value>,
    schema: Option<&Value>,
    also: &[&str],
) -> (Option<Masked>, Option<Masked>) {
    let hide = |value: &Value, other: Option<&Value>| {
        let mut out = value.clone();
        by_name(also, &mut out, value, other);
        if let Some(schema) = schema {
            bodies(schema, &mut out, other);
        }
        Masked(bounded(&out))
    };
    let masked_before = before.as_ref().map(|value| hide(value, None));
    let masked_after = after.as_ref().map(|value| hide(value, before.as_ref()));
    (masked_before, masked_after)
}

/// Masks the body of a document, or those of several.
fn bodies(schema: &Value, out: &mut Value, other: Option<&Value>) {
    if let Some(body) = out.get_mut("body") {
        by_schema(schema, schema, body, other.and_then(|other| other.get("body")), 0);
    }
    for document in out.get_mut("documents").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(body) = document.get_mut("body") {
            by_schema(schema, schema, body, None, 0);
        }
    }
}

/// Whether a schema marks anything as personal.
pub fn is_marked_personal(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            members.get(PERSONAL_MARK) == Some(&Value::Bool(true)) || members.values().any(is_marked_personal)
        }
        Value::Array(items) => items.iter().any(is_marked_personal),
        _ => false,
    }
}

/// The mask of a value; `other` is what stood there before, where something did.
fn masked(value: &Value, other: Option<&Value>) -> Value {
    match (value, other) {
        (Value::Null, _) => Value::Null,
        (value, Some(other)) if value != other => json!(MASK_CHANGED),
        _ => json!(MASK),
    }
}

fn by_name(also: &[&str], out: &mut Value, value: &Value, other: Option<&Value>) {
    match (out, value) {
        (Value::Object(out), Value::Object(members)) => {
            for (name, value) in members {
                let other = other.and_then(|other| other.get(name));
                let Some(out) = out.get_mut(name) else { continue };
                if FIELDS.contains(&name.as_str()) || also.contains(&name.as_str()) {
                    *out = masked(value, other);
                } else {
                    by_name(also, out, value, other);
                }
            }
        }
        (Value::Array(out), Value::Array(items)) => {
            for (index, (out, value)) in out.iter_mut().zip(items).enumerate() {
                by_name(also, out, value, other.and_then(|other| other.get(index)));
            }
        }
        _ => {}
    }
}

/// Masks what a schema marks, also where the mark is behind a reference or in one of several shapes.
fn by_schema(root: &Value, schema: &Value, value: &mut Value, other: Option<&Value>, depth: usize) {
    let is = |mark: &str| schema.get(mark) == Some(&Value::Bool(true));
    if is(PERSONAL_MARK) || is(SECRET_MARK) || depth >= DEPTH_MAX {
        *value = masked(value, other);
        return;
    }
    let Some(members) = schema.as_object() else { return };
    for (word, part) in members {
        match (word.as_str(), part) {
            ("$ref", Value::String(reference)) => {
                let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
                if let Some(target) = target {
                    by_schema(root, target, value, other, depth + 1);
                }
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                parts.iter().for_each(|part| by_schema(root, part, value, other, depth + 1));
            }
            ("if" | "then" | "else" | "not", part) => by_schema(root, part, value, other, depth + 1),
            ("properties", Value::Object(properties)) => {
                for (name, part) in properties {
                    if let Some(value) = value.get_mut(name) {
                        by_schema(root, part, value, other.and_then(|other| other.get(name)), depth + 1);
                    }
                }
            }
            ("additionalProperties" | "patternProperties", part) => {
                by_any_property(root, members, word, part, value, other, depth);
            }
            ("items" | "prefixItems" | "contains", part) => {
                let parts = part.as_array().map_or_else(|| vec![part], |parts| parts.iter().collect());
                for (index, value) in value.as_array_mut().into_iter().flatten().enumerate() {
                    let other = other.and_then(|other| other.get(index));
                    parts.iter().for_each(|part| by_schema(root, part, value, other, depth + 1));
                }
            }
            _ => {}
        }
    }
}

/// Properties that no name is given of. A pattern is not tried: what one of them marks is masked under every name.
fn by_any_property(
    root: &Value,
    members: &Map<String, Value>,
    word: &str,
    part: &Value,
    value: &mut Value,
    other: Option<&Value>,
    depth: usize,
) {
    let named = members.get("properties").and_then(Value::as_object);
    let parts: Vec<&Value> = match (word, part) {
        ("patternProperties", Value::Object(patterns)) => patterns.values().collect(),
        (_, part) => vec![part],
    };
    for (name, value) in value.as_object_mut().into_iter().flatten() {
        if named.is_some_and(|named| named.contains_key(name)) {
            continue;
        }
        let other = other.and_then(|other| other.get(name));
        parts.iter().for_each(|part| by_schema(root, part, value, other, depth + 1));
    }
}

fn bounded(value: &Value) -> String {
    let text = value.to_string();
    if text.len() <= OBJECT_BYTES_MAX {
        return text;
    }
    json!({ "bytes": text.len(), "digest": Digest::of(text.as_bytes()).as_str() }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(before: Option<Value>, after: Option<Value>, schema: Option<&Value>) -> (Value, Value) {
        let (before, after) = mask(before, after, schema, &["login"]);
        let read =
            |masked: Option<Masked>| masked.map_or(Value::Null, |m| serde_json::from_str(&m.0).unwrap());
        (read(before), read(after))
    }

    #[test]
    fn personal_fields_are_masked_and_say_whether_they_changed() {
        let before = json!({ "code": "M1", "person": { "phone": "1380000" }, "list": [{ "email": "a@x" }], "pin": null, "login": "zhang" });
        let after = json!({ "code": "M1", "person": { "phone": "1390000" }, "list": [{ "email": "a@x" }], "pin": null });
        let (before, after) = texts(Some(before), Some(after), None);
        assert_eq!(
            before,
            json!({ "code": "M1", "person": "***", "list": [{ "email": "***" }], "pin": null, "login": "***" })
        );
        assert_eq!(after["person"], "*** (changed)");
        assert_eq!(after["list"][0]["email"], "***");
    }

    #[test]
    fn what_a_schema_marks_is_masked_wherever_it_is_marked() {
        let schema = json!({
            "$defs": { "who": { "properties": { "name": { "x-personal": true } } } },
            "properties": {
                "owner": { "$ref": "#/$defs/who" },
                "guests": { "items": { "anyOf": [{ "$ref": "#/$defs/who" }, { "type": "null" }] } },
                "key": { "x-secret": true },
                "plain": { "type": "string" },
            },
            "patternProperties": { "^p-": { "x-personal": true } },
        });
        let body = json!({ "owner": { "name": "张三" }, "guests": [{ "name": "李四" }, null], "key": "k", "plain": "a", "p-1": 7 });
        let (_, after) = texts(None, Some(json!({ "key": "doc", "body": body })), Some(&schema));
        let masked = json!({ "owner": { "name": "***" }, "guests": [{ "name": "***" }, null], "key": "***", "plain": "a", "p-1": "***" });
        assert_eq!(after, json!({ "key": "doc", "body": masked }));
        assert!(is_marked_personal(&schema));
        assert!(!is_marked_personal(&json!({ "properties": { "x-personal": { "type": "string" } } })));
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({ "properties": { "next": { "$ref": "#" } }, "allOf": [{ "$ref": "#" }] });
        let (_, after) = texts(None, Some(json!({ "body": { "next": { "next": 1 } } })), Some(&schema));
        assert!(after.to_string().contains("***"), "what cannot be followed is masked");
    }

    #[test]
    fn of_a_large_object_its_digest_is_kept() {
        let (_, after) = texts(None, Some(json!({ "text": "x".repeat(OBJECT_BYTES_MAX) })), None);
        assert!(after["bytes"].as_u64().unwrap() > OBJECT_BYTES_MAX as u64);
        assert!(after["digest"].as_str().unwrap().starts_with("sha256:"));
    }
}
