//! What a case expects, and where a call did something else.

use crate::command::plugin::engine::{Failure, Ran};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a call should do. What is named must be exactly so; effects that are not named must not be.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// How it refuses: `invalid-settings`, `invalid-input`, `retry`, `reject` or `other`.
    refused: Option<String>,
    /// How it fails, e.g. `plugin.fuel` or `answer.below_floor`.
    fails: Option<String>,
    /// Of a compile: the texts of references.
    legends: Option<Value>,
    /// Of a price: what the basket comes to after the plugin's discounts, minor units.
    total_minor: Option<i64>,
    /// Of a price, route, button or report. Of a route, only the members that are named count.
    answer: Option<Value>,
    /// Of a check.
    objections: Option<Value>,
    /// Of an effectful point, one object each: `put`, `delete`, `post`, `add_tag`, `remove_tag`, `move`, `send`, `emit`.
    effects: Vec<Value>,
    /// Requests to the outside.
    sent: Option<Value>,
}

/// A place where a call did something else.
#[derive(Debug, PartialEq)]
pub struct Mismatch {
    pub place: String,
    pub expected: String,
    pub got: String,
}

impl Mismatch {
    fn new(place: &str, expected: impl ToString, got: impl ToString) -> Self {
        Mismatch { place: place.to_owned(), expected: expected.to_string(), got: got.to_string() }
    }
}

impl Expect {
    /// Whether the call should succeed.
    pub fn is_success(&self) -> bool {
        self.refused.is_none() && self.fails.is_none()
    }

    /// The first thing that is not as expected.
    pub fn mismatch(&self, ran: &Ran) -> Option<Mismatch> {
        let outcome = match &ran.outcome {
            Ok(outcome) => outcome,
            Err(failure) => return self.unlike(failure),
        };
        if let Some(refused) = &self.refused {
            return Some(Mismatch::new("refused", refused, &outcome.answer));
        }
        if let Some(code) = &self.fails {
            return Some(Mismatch::new("fails", code, &outcome.answer));
        }
        let total = self.total_minor.filter(|total| Some(*total) != outcome.total_minor);
        if let Some(total) = total {
            let got = outcome
                .total_minor
                .map_or_else(|| "none, since `units` were given".to_owned(), |t| t.to_string());
            return Some(Mismatch::new("total_minor", total, got));
        }
        let answer = &outcome.answer;
        let named = [("legends", &self.legends), ("objections", &self.objections)];
        let named = named.into_iter().find_map(|(place, wanted)| unlike(wanted.as_ref()?, answer, place));
        let answered = || self.answer.as_ref().and_then(|wanted| self.unlike_answer(wanted, answer));
        let effects = || {
            let mut wanted: Vec<Value> = self.effects.iter().map(normal).collect();
            // Effects are kept in order within each kind, whatever was recorded between them.
            wanted.sort_by_key(rank);
            unlike(
                &Value::Array(wanted),
                &Value::Array(outcome.effects.iter().map(normal).collect()),
                "effects",
            )
        };
        let sent = || unlike(self.sent.as_ref()?, &Value::Array(ran.sent.clone()), "sent");
        named.or_else(answered).or_else(effects).or_else(sent)
    }

    fn unlike_answer(&self, wanted: &Value, got: &Value) -> Option<Mismatch> {
        let is_route = got.get("status").is_some();
        match (is_route, wanted.as_object()) {
            (true, Some(wanted)) => wanted.iter().find_map(|(name, wanted)| match (name.as_str(), wanted) {
                ("headers", Value::Object(headers)) => headers.iter().find_map(|(header, wanted)| {
                    unlike(wanted, &got["headers"][header], &format!("answer.headers.{header}"))
                }),
                _ => unlike(wanted, &got[name], &format!("answer.{name}")),
            }),
            _ => unlike(&normal(wanted), &normal(got), "answer"),
        }
    }

    fn unlike(&self, failure: &Failure) -> Option<Mismatch> {
        match (&self.refused, &self.fails) {
            (Some(kind), _) if failure.refusal == Some(kind) => None,
            (Some(kind), _) => Some(Mismatch::new("refused", kind, failure)),
            (None, Some(wanted)) if *wanted == failure.code => None,
            (None, Some(wanted)) => Some(Mismatch::new("fails", wanted, failure)),
            (None, None) => Some(Mismatch::new("outcome", "an answer", failure)),
        }
    }
}

/// Kinds of effects in the order in which a call gives them.
const KINDS: [&[&str]; 6] =
    [&["post"], &["put", "delete"], &["add_tag", "remove_tag"], &["move"], &["send"], &["emit"]];

fn rank(effect: &Value) -> usize {
    let kind = effect.as_object().and_then(|effect| effect.keys().next()).map_or("", String::as_str);
    KINDS.iter().position(|kinds| kinds.contains(&kind)).unwrap_or(KINDS.len())
}

/// JSON texts as what they say, and nothing where nothing is said: how two values are compared.
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let member = |(name, value): (&String, &Value)| {
                let parsed = value
                    .as_str()
                    .filter(|_| ["body", "payload", "parameters", "data"].contains(&name.as_str()));
                let parsed = parsed.and_then(|text| serde_json::from_str::<Value>(text).ok());
                (name.clone(), parsed.unwrap_or_else(|| normal(value)))
            };
            Value::Object(
                object.iter().map(member).filter(|(_, value)| !is_nothing(value)).collect::<Map<_, _>>(),
            )
        }
        Value::Array(list) => Value::Array(list.iter().map(normal).collect()),
        other => other.clone(),
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The innermost place where two values differ.
pub fn unlike(expected: &Value, got: &Value, place: &str) -> Option<Mismatch> {
    if expected == got {
        return None;
    }
    let inner = match (expected, got) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
            names.into_iter().find_map(|name| unlike(&expected[name], &got[name], &format!("{place}.{name}")))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let pairs = one.iter().zip(other).enumerate();
            pairs.into_iter().find_map(|(i, (one, other))| unlike(one, other, &format!("{place}[{i}]")))
        }
        _ => None,
    };
    inner.or_else(|| Some(Mismatch::new(place, expected, got)))
}

/// What a call did, as a case would expect it: for cases that do not say yet.
pub fn as_expected(ran: &Ran) -> Value {
    match &ran.outcome {
        Err(Failure { refusal: Some(kind), .. }) => json!({ "refused": kind }),
        Err(Failure { code, .. }) => json!({ "fails": code }),
        Ok(outcome) => {
            let mut expect = Map::new();
            expect.insert(outcome.kind.to_owned(), normal(&outcome.answer));
            if let Some(total) = outcome.total_minor {
                expect.insert("total_minor".to_owned(), total.into());
            }
            expect.insert("effects".to_owned(), Value::Array(outcome.effects.iter().map(normal).collect()));
            expect.insert("sent".to_owned(), Value::Array(ran.sent.clone()));
            expect.retain(|_, value| !is_nothing(value));
            Value::Object(expect)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_shown_where_it_is() {
        let (one, other) = (json!({ "a": [1, { "b": 2 }] }), json!({ "a": [1, { "b": 3 }] }));
        assert_eq!(unlike(&one, &other, "answer"), Some(Mismatch::new("answer.a[1].b", 2, 3)));
        assert_eq!(unlike(&one, &one, "answer"), None);
        let longer = json!({ "a": [1, { "b": 2 }, 4] });
        assert_eq!(unlike(&one, &longer, "x").map(|m| m.place), Some("x.a".to_owned()));
        let more = json!({ "a": [1, { "b": 2 }], "c": 1 });
        assert_eq!(unlike(&one, &more, "x"), Some(Mismatch::new("x.c", "null", 1)));
    }

    #[test]
    fn json_texts_are_compared_by_what_they_say() {
        let (one, other) = (
            json!({ "put": { "body": "{\"b\": 1, \"a\": 2}", "expected_version": null } }),
            json!({ "put": { "body": { "a": 2, "b": 1 } } }),
        );
        assert_eq!(normal(&one), normal(&other));
        assert_eq!(normal(&json!({ "body": "not json" })), json!({ "body": "not json" }));
    }
}
