//! Checks documents against limits and schemas before a transaction is opened for them.

use super::declare::{Declared, declared};
use super::personal::{BodyOf, Personal, hashed, personal_of, stored_body};
use super::{Collection, DOCUMENT_KEY_MAX, DOCUMENT_MAX, DocumentError, DocumentWrite, INDEXED_TEXT_MAX};
use crate::vault::TenantKeys;
use crate::{Store, StoreError};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use jsonschema::{PatternOptions, Validator};
use moka::sync::Cache;
use std::collections::HashMap;
use std::sync::Arc;

/// Compiled schemas kept, over all tenants; tenants with the same plugin share them.
const VALIDATORS_MAX: u64 = 4_000;

/// Bytes that one pattern of a schema may compile to.
const PATTERN_SIZE_MAX: usize = 1 << 20;

/// Compiled schemas by digest.
#[derive(Clone, Debug)]
pub(crate) struct Validators(Cache<Digest, Arc<Validator>>);

impl Default for Validators {
    fn default() -> Self {
        Validators(Cache::new(VALIDATORS_MAX))
    }
}

impl Validators {
    /// The validator of a schema; an error text where it is no schema. A `$ref` to anything outside the schema is
    /// refused: nothing is fetched. Patterns run on an engine whose time is linear in the text.
    pub fn get(&self, schema_json: &str) -> Result<Arc<Validator>, String> {
        let digest = Digest::of(schema_json.as_bytes());
        if let Some(validator) = self.0.get(&digest) {
            return Ok(validator);
        }
        let schema: serde_json::Value =
            serde_json::from_str(schema_json).map_err(|error| error.to_string())?;
        let validator = jsonschema::options()
            .offline()
            .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE_MAX))
            .build(&schema)
            .map_err(|error| error.to_string())?;
        let validator = Arc::new(validator);
        self.0.insert(digest, validator.clone());
        Ok(validator)
    }
}

/// A write that may be applied as far as its content goes.
#[derive(Clone, Debug)]
pub(crate) struct CheckedWrite {
    pub collection: String,
    pub key: String,
    /// As it is stored.
    pub body: Option<String>,
    pub expected_version: Option<u64>,
    /// The collection's generation that it was checked by.
    pub generation: i64,
    /// Whether the plugin's snapshot goes stale.
    pub is_compiled: bool,
    /// Whether the collection has indexed fields at all.
    pub is_indexed: bool,
    /// Indexed fields with their sortable values.
    pub fields: Vec<(String, String)>,
}

impl Store {
    /// Checks writes of a plugin. One query, none where there is nothing to write.
    pub(crate) async fn check_writes(
        &self,
        tenant: TenantId,
        plugin: &str,
        writes: &[DocumentWrite],
    ) -> Result<Vec<CheckedWrite>, DocumentError> {
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        let declared = declared(&self.db.read, tenant, plugin).await?;
        let declared: HashMap<&str, &Declared> =
            declared.iter().map(|declared| (declared.collection.name.as_str(), declared)).collect();
        let keys = self.vault.keys(tenant).await?;
        let mut checked = Vec::with_capacity(writes.len());
        for write in writes {
            let collection = declared
                .get(write.collection.as_str())
                .ok_or_else(|| DocumentError::UnknownCollection { collection: write.collection.clone() })?;
            checked.push(self.check_write(&keys, plugin, collection, write)?);
        }
        Ok(checked)
    }

    /// Checks a write against a collection, as far as its content goes, and seals what is personal.
    pub(crate) fn check_write(
        &self,
        keys: &TenantKeys,
        plugin: &str,
        Declared { collection, generation }: &Declared,
        write: &DocumentWrite,
    ) -> Result<CheckedWrite, DocumentError> {
        let invalid = |message: String| DocumentError::Invalid {
            collection: write.collection.clone(),
            key: write.key.clone(),
            message,
        };
        if write.key.is_empty() || write.key.len() > DOCUMENT_KEY_MAX || write.key.contains(char::is_control)
        {
            return Err(invalid(format!(
                "a key is 1 to {DOCUMENT_KEY_MAX} bytes without control characters"
            )));
        }
        let personal = personal_of(collection);
        let (mut fields, mut stored) = (Vec::new(), None);
        if let Some(body) = &write.body {
            if body.len() > DOCUMENT_MAX {
                return Err(invalid(format!("a document is at most {DOCUMENT_MAX} bytes")));
            }
            let value: serde_json::Value =
                serde_json::from_str(body).map_err(|error| invalid(error.to_string()))?;
            let validator = self.validators.get(&collection.schema_json).map_err(|message| {
                StoreError::Damaged(format!("schema of {}: {message}", collection.name))
            })?;
            if let Err(error) = validator.validate(&value) {
                return Err(invalid(format!("{}: {error}", error.instance_path())));
            }
            fields = index_fields(keys, plugin, (collection, &personal), &value);
            let of = BodyOf { plugin, collection: &collection.name, key: &write.key };
            stored = Some(stored_body(keys, &personal, of, body)?);
        }
        Ok(CheckedWrite {
            collection: write.collection.clone(),
            key: write.key.clone(),
            body: stored,
            expected_version: write.expected_version,
            generation: *generation,
            is_compiled: collection.is_compiled,
            is_indexed: !collection.indexed.is_empty() || !personal.member_fields.is_empty(),
            fields,
        })
    }
}

/// The indexed fields that a document has, with their sortable values; of personal ones the hashes.
pub(super) fn index_fields(
    keys: &TenantKeys,
    plugin: &str,
    (collection, personal): (&Collection, &Personal),
    document: &serde_json::Value,
) -> Vec<(String, String)> {
    let value = |field: &String| {
        let value = sortable(document.get(field)?)?;
        Some(match personal.fields.contains(field) {
            true => hashed(keys, (plugin, &collection.name, field), &value),
            false => value,
        })
    };
    let about = personal.member_fields.iter().filter(|field| !collection.indexed.contains(field));
    let fields = collection.indexed.iter().chain(about);
    fields.filter_map(|field| Some((field.clone(), value(field)?))).collect()
}

fn sortable(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(sortable_text(text)),
        serde_json::Value::Number(number) => number.as_i64().map(sortable_number),
        serde_json::Value::Bool(flag) => Some(sortable_bool(*flag)),
        _ => None,
    }
}

pub(super) fn sortable_text(text: &str) -> String {
    let mut end = text.len().min(INDEXED_TEXT_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // PostgreSQL stores no NUL; JSON text may hold one.
    format!("s{}", text[..end].replace('\0', ""))
}

pub(super) fn sortable_number(number: i64) -> String {
    format!("n{:016x}", (number as u64) ^ (1 << 63))
}

pub(super) fn sortable_bool(flag: bool) -> String {
    format!("b{}", u8::from(flag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sortable_values_sort_as_the_values_do() {
        let numbers = [i64::MIN, -1_000, -1, 0, 1, 9, 10, i64::MAX];
        let texts: Vec<String> = numbers.iter().map(|n| sortable_number(*n)).collect();
        assert!(texts.is_sorted());
        assert!(sortable_text("a") < sortable_text("b"));
        assert_eq!(sortable_text(&"é".repeat(150)).len(), 201);
    }

    #[test]
    fn a_schema_that_reaches_outside_is_refused() {
        let validators = Validators::default();
        for reference in ["https://example.com/schema.json", "file:///etc/passwd", "other.json"] {
            let schema = serde_json::json!({ "properties": { "a": { "$ref": reference } } }).to_string();
            assert!(validators.get(&schema).is_err(), "{reference}");
        }
        let inside = r##"{"$defs":{"n":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/n"}}}"##;
        assert!(validators.get(inside).is_ok());
        assert!(validators.get(r#"{"type":"nonsense"}"#).is_err());
        assert!(validators.get(r#"{"pattern":"(a"}"#).is_err());
    }
}
