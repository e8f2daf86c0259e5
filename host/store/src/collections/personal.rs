//! Personal data in documents: a collection whose schema marks a field `x-personal` has its bodies sealed, and the marked
//! fields among its indexed ones hashed, so that they are found by equality only.

use super::{Collection, Document};
use crate::vault::{MARK, Place, TenantKeys, row_key};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use serde_json::Value;
use std::collections::BTreeSet;

/// The mark of personal data in a schema.
const PERSONAL_MARK: &str = "x-personal";
/// The mark of what is about a member: on a field that holds its id, or on the whole schema where documents are keyed by it.
const MEMBER_MARK: &str = "x-member";

/// What a schema marks as personal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Personal {
    /// Whether anything is, at any depth.
    pub has_any: bool,
    /// Top-level fields that are.
    pub fields: BTreeSet<String>,
    /// Top-level fields that hold a member's id; they are indexed, whatever else is.
    pub member_fields: BTreeSet<String>,
    /// Whether documents are keyed by a member's id.
    pub is_member_keyed: bool,
}

impl Personal {
    /// Of a schema that was checked before.
    pub fn of(schema_json: &str) -> Self {
        let schema: Value = serde_json::from_str(schema_json).unwrap_or_default();
        let properties = || schema["properties"].as_object().into_iter().flatten();
        let names = |is_wanted: fn(&Value) -> bool| {
            properties().filter(|(_, property)| is_wanted(property)).map(|(name, _)| name.clone()).collect()
        };
        Personal {
            has_any: is_marked(&schema),
            fields: names(is_marked),
            member_fields: names(|property| property[MEMBER_MARK] == true),
            is_member_keyed: schema[MEMBER_MARK] == true,
        }
    }
}

/// Whether the mark is anywhere in it. Parsing bounded its depth.
fn is_marked(schema: &Value) -> bool {
    match schema {
        Value::Object(object) => {
            object.get(PERSONAL_MARK) == Some(&Value::Bool(true)) || object.values().any(is_marked)
        }
        Value::Array(list) => list.iter().any(is_marked),
        _ => false,
    }
}

/// Where a document's body is bound to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyOf<'a> {
    pub plugin: &'a str,
    pub collection: &'a str,
    pub key: &'a str,
}

impl BodyOf<'_> {
    fn row(&self) -> String {
        row_key(&[self.plugin, self.collection, self.key])
    }
}

fn place(row: &str) -> Place<'_> {
    Place { table: "document", column: "body", row }
}

/// A body as it is stored.
pub(super) fn stored_body(
    keys: &TenantKeys,
    personal: &Personal,
    of: BodyOf<'_>,
    body: &str,
) -> Result<String, StoreError> {
    if personal.has_any { keys.seal(place(&of.row()), body) } else { Ok(body.to_owned()) }
}

/// Whether a stored body is sealed: one that is not is JSON.
pub(super) fn is_sealed(stored: &str) -> bool {
    stored.starts_with(MARK)
}

/// A body as it was written, under keys that are known here.
pub(super) fn open_body(keys: &TenantKeys, of: BodyOf<'_>, stored: &str) -> Result<String, StoreError> {
    if !is_sealed(stored) {
        return Ok(stored.to_owned());
    }
    keys.open(place(&of.row()), stored).map_err(|_| StoreError::Sealed { table: "document", column: "body" })
}

/// The indexed value of a personal field.
pub(super) fn hashed(keys: &TenantKeys, of: (&str, &str, &str), sortable: &str) -> String {
    let (plugin, collection, field) = of;
    format!("h{}", keys.hash(&row_key(&["document", plugin, collection, field]), sortable))
}

impl Store {
    /// A body as it was written. One that is no JSON is sealed.
    pub(crate) async fn open_body(
        &self,
        tenant: TenantId,
        of: BodyOf<'_>,
        stored: String,
    ) -> Result<String, StoreError> {
        if is_sealed(&stored) { self.vault.open(tenant, place(&of.row()), stored).await } else { Ok(stored) }
    }

    pub(super) async fn open_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        documents: impl IntoIterator<Item = Document>,
    ) -> Result<Vec<Document>, StoreError> {
        let mut opened = Vec::new();
        for mut document in documents {
            let of = BodyOf { plugin, collection, key: &document.key };
            document.body = self.open_body(tenant, of, document.body).await?;
            opened.push(document);
        }
        Ok(opened)
    }
}

/// What a collection's schema marks.
pub(super) fn personal_of(collection: &Collection) -> Personal {
    Personal::of(&collection.schema_json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_at_any_depth_and_fields_at_the_top() {
        let nested = r#"{"properties":{"a":{"type":"string","x-personal":true},"b":{"items":{"properties":
            {"born":{"x-personal":true}}}},"c":{"type":"string"},"d":{"x-personal":false}}}"#;
        let personal = Personal::of(nested);
        assert!(personal.has_any);
        assert_eq!(personal.fields, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        assert_eq!(Personal::of(r#"{"properties":{"x-personal":{"type":"string"}}}"#), Personal::default());
        let about =
            Personal::of(r#"{"x-member":true,"properties":{"who":{"type":"string","x-member":true}}}"#);
        assert!(about.is_member_keyed && !about.has_any);
        assert_eq!(about.member_fields, BTreeSet::from(["who".to_owned()]));
        assert!(Personal::of(r#"{"$defs":{"p":{"x-personal":true}}}"#).has_any);
    }
}
