//! Settings and documents to a snapshot, keys and legends.

use super::{member_account, total_account};
use crate::rules;
use bodega_sdk::prelude::*;
use serde_json::Value;

/// The collection of promotions.
pub(super) const COLLECTION: &str = "promotions";

/// What the host takes for a reference of an adjustment.
const ID_BYTES_MAX: usize = 200;

/// Languages that a name without a language counts for.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Ledger accounts the host fetches for one basket; a limit beyond them would silently not hold.
const ACCOUNTS_MAX: usize = 500;

pub(super) fn compile(settings: &str, documents: &[Document]) -> Result<Compiled, Refusal> {
    let policy: Value = match settings.trim() {
        "" => Value::Null,
        text => serde_json::from_str(text).map_err(|error| invalid(format!("settings: {error}")))?,
    };
    let mut promotions = documents.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    promotions.sort_unstable_by(|a, b| (a.position, a.key).cmp(&(b.position, b.key)));
    let promotions: Vec<Value> = promotions.into_iter().map(|declared| declared.promotion).collect();
    let rules = rules::compile(&policy, &promotions).map_err(|error| invalid(error.to_string()))?;
    let mut compiled = Compiled::new(rules.to_snapshot().map_err(|error| invalid(error.to_string()))?);
    for promotion in &rules.promotions {
        compiled = ask_for_uses(compiled, promotion)?;
    }
    if compiled.keys.len() > ACCOUNTS_MAX {
        return Err(invalid(format!(
            "promotions have more than {ACCOUNTS_MAX} limits; remove or disable some"
        )));
    }
    for promotion in &promotions {
        compiled = name(compiled, promotion);
    }
    Ok(compiled)
}

/// A promotion, whose id is its document's key, and its place in the order of declaration.
struct Declared<'a> {
    position: i64,
    key: &'a str,
    promotion: Value,
}

fn read(document: &Document) -> Result<Declared<'_>, Refusal> {
    let key = &document.key;
    let refuse = |problem: &str| Err(invalid(format!("promotion `{key}`: {problem}")));
    if key.is_empty() || key.len() > ID_BYTES_MAX {
        return refuse(&format!("the id must have 1 to {ID_BYTES_MAX} bytes"));
    }
    let mut promotion: Value = match serde_json::from_str(&document.body) {
        Ok(promotion) => promotion,
        Err(error) => return refuse(&error.to_string()),
    };
    let Some(members) = promotion.as_object_mut() else { return refuse("the document is not an object") };
    match members.entry("id").or_insert_with(|| key.as_str().into()) {
        Value::String(id) if id == key => {}
        _ => return refuse("id: must be the document's key, or left out"),
    }
    let position = match members.get("position") {
        None | Some(Value::Null) => 0,
        Some(position) => match position.as_i64() {
            Some(position) => position,
            None => return refuse("position: expected an integer"),
        },
    };
    Ok(Declared { position, key, promotion })
}

fn ask_for_uses(compiled: Compiled, promotion: &rules::Promotion<'_>) -> Result<Compiled, Refusal> {
    let (id, limits) = (promotion.id, promotion.limits);
    if limits.total.is_none() && limits.per_customer.is_none() {
        return Ok(compiled);
    }
    if id.contains(['/', '{', '}', '*']) {
        // Such an id would name another account than its own.
        return Err(invalid(format!(
            "promotion `{id}`: limits: an id with limits must not hold any of / {{ }} *"
        )));
    }
    let mut compiled = compiled;
    if limits.total.is_some() {
        compiled = compiled.balance(total_account(id));
    }
    if limits.per_customer.is_some() {
        compiled = compiled.balance(member_account(id, "{member}"));
    }
    Ok(compiled)
}

/// Puts the promotion's `name` into the legends. To the rule format it is commentary, so what is no name is none.
fn name(compiled: Compiled, promotion: &Value) -> Compiled {
    let id = promotion["id"].as_str().unwrap_or_default();
    match promotion.get("name") {
        Some(Value::String(text)) => {
            LANGUAGES.iter().fold(compiled, |to, language| to.legend(id, language, text))
        }
        Some(Value::Object(texts)) => {
            texts.iter().fold(compiled, |to, (language, text)| match text.as_str() {
                Some(text) => to.legend(id, language, text),
                None => to,
            })
        }
        _ => compiled,
    }
}

fn invalid(text: String) -> Refusal {
    Refusal::InvalidSettings(text)
}
