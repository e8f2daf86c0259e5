//! Takes out of a recording who it was about: every id becomes another one, the same for the same, so that what belongs
//! together still does; coupon codes become numbers; fields that a schema marks as personal are emptied.

use bodega_domain::ids::InstallationId;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Characters of a UUID as text.
const UUID_CHARS: usize = 36;
/// The mark of personal data in a schema.
const PERSONAL_MARK: &str = "x-personal";
/// How deep documents are looked through; schemas that refer to themselves end here.
const DEPTH_MAX: usize = 16;

/// Ids and words with what stands for them.
pub(super) struct Redaction {
    ids: HashMap<String, String>,
    words: HashMap<String, String>,
    /// Longest first, so that a code inside another does not break it.
    order: Vec<String>,
}

impl Redaction {
    /// Every id is replaced; this installation's by that one.
    pub(super) fn new(own: InstallationId, stands_for: InstallationId) -> Self {
        let ids = HashMap::from([(own.to_string(), stands_for.to_string())]);
        Redaction { ids, words: HashMap::new(), order: Vec::new() }
    }

    /// Replaces a word wherever it stands by itself.
    pub(super) fn hide(&mut self, word: &str) {
        if word.is_empty() || self.words.contains_key(word) {
            return;
        }
        self.words.insert(word.to_owned(), format!("COUPON-{}", self.words.len() + 1));
        self.order.push(word.to_owned());
        self.order.sort_by_key(|word| std::cmp::Reverse(word.len()));
    }

    /// A value with all of its texts, and the names of its members, redacted.
    pub(super) fn apply(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(list) => Value::Array(list.into_iter().map(|one| self.apply(one)).collect()),
            Value::Object(object) => {
                let members = object.into_iter().map(|(name, value)| (self.text(&name), self.apply(value)));
                Value::Object(members.collect::<Map<_, _>>())
            }
            other => other,
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut out = text.to_owned();
        for word in &self.order {
            if out.contains(word.as_str()) {
                out = replace_word(&out, word, &self.words[word]);
            }
        }
        self.replace_ids(&out)
    }

    fn replace_ids(&mut self, text: &str) -> String {
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some(first) = rest.chars().next() {
            match rest.get(..UUID_CHARS).filter(|piece| is_uuid(piece)) {
                Some(id) => {
                    let next = self.ids.len();
                    let stands = self.ids.entry(id.to_lowercase());
                    out += stands.or_insert_with(|| format!("00000000-0000-7000-8000-{next:012}"));
                    rest = &rest[UUID_CHARS..];
                }
                None => {
                    out.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        out
    }
}

fn is_uuid(text: &str) -> bool {
    let fits = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.bytes().enumerate().all(fits)
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let (mut out, mut copied) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.match_indices(from) {
        let end = at + from.len();
        if !text[..at].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric) {
            out.push_str(&text[copied..at]);
            out.push_str(to);
            copied = end;
        }
    }
    out + &text[copied..]
}

/// Empties what a schema marks as personal.
pub(super) fn hide_personal(schema: &Value, value: &mut Value) {
    hide(schema, value, 0);
}

fn hide(schema: &Value, value: &mut Value, depth: usize) {
    if schema[PERSONAL_MARK] == true {
        *value = match value {
            Value::String(_) => Value::String("redacted".to_owned()),
            _ => Value::Null,
        };
        return;
    }
    if depth == DEPTH_MAX {
        return;
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get_mut(name) {
            hide(schema, value, depth + 1);
        }
    }
    if let (Some(schema), Some(list)) = (schema.get("items"), value.as_array_mut()) {
        list.iter_mut().for_each(|value| hide(schema, value, depth + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const OWN: &str = "0190c0de-0000-7000-8000-0000000000e1";
    const MEMBER: &str = "0190C0DE-0000-7000-8000-0000000000E2";
    const STORE: &str = "0190c0de-0000-7000-8000-0000000000e3";

    #[test]
    fn ids_and_codes_are_others_and_stay_together() {
        let stands_for: InstallationId = "0190c0de-0000-7000-8000-0000000000bb".parse().unwrap();
        let mut redaction = Redaction::new(OWN.parse().unwrap(), stands_for);
        redaction.hide("VIP");
        redaction.hide("VIP-10");
        let said = json!({
            "member": MEMBER, "gift": OWN, "price": 10, "coupons": ["VIP", "VIP-10"],
            format!("used/VIP-10/{}", MEMBER.to_lowercase()): [STORE, "VIPER", "会员 VIP"],
        });
        let member = "00000000-0000-7000-8000-000000000001";
        let redacted = redaction.apply(said);
        assert_eq!(redacted["member"], member);
        assert_eq!(redacted["gift"], stands_for.to_string());
        assert_eq!(redacted["coupons"], json!(["COUPON-1", "COUPON-2"]));
        let store = "00000000-0000-7000-8000-000000000002";
        assert_eq!(redacted[format!("used/COUPON-2/{member}")], json!([store, "VIPER", "会员 COUPON-1"]));
        assert!(!redacted.to_string().to_lowercase().contains("0190c0de-0000-7000-8000-0000000000e"));
    }

    #[test]
    fn personal_fields_are_emptied() {
        let schema = json!({ "properties": {
            "phone": { "type": "string", "x-personal": true },
            "people": { "items": { "properties": { "born": { "x-personal": true } } } },
        } });
        let mut body = json!({ "phone": "1380000", "people": [{ "born": 1980, "n": 1 }], "kept": "a" });
        hide_personal(&schema, &mut body);
        assert_eq!(body, json!({ "phone": "redacted", "people": [{ "born": null, "n": 1 }], "kept": "a" }));
    }
}
