//! Finds stored documents that a new schema would refuse.

use super::{BodyOf, DeclareError};
use crate::db::{Row, Sql};
use crate::{PAGE_MAX, Store};
use bodega_domain::ids::TenantId;

/// What a batch of documents says to a new schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaCheck {
    /// Documents read.
    pub checked: u64,
    /// The last key read, to go on after; `None` = none is left.
    pub next_key: Option<String>,
    /// Those the schema refuses.
    pub rejected: Vec<RejectedDocument>,
}

/// A stored document that a schema refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedDocument {
    /// Its key.
    pub key: String,
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// Why.
    pub message: String,
}

impl Store {
    /// Checks up to `max` (500 at most) stored documents after `after_key`, by key, against a schema that is not
    /// declared yet. Changes nothing.
    pub async fn check_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        schema_json: &str,
        after_key: Option<&str>,
        max: u32,
    ) -> Result<SchemaCheck, DeclareError> {
        let validator = self
            .validators
            .get(schema_json)
            .map_err(|message| DeclareError::Schema { collection: collection.to_owned(), message })?;
        let max = max.clamp(1, PAGE_MAX);
        let text =
            "SELECT document_key, body FROM document WHERE tenant_id = ? AND plugin = ? AND collection = ?";
        let place = [tenant.0.into(), plugin.into(), collection.into()];
        let mut sql = Sql::with(self.backend(), text, place);
        // No key is empty.
        let after = after_key.unwrap_or_default();
        sql.push_with(
            " AND document_key > ? ORDER BY document_key LIMIT ?",
            [after.into(), i64::from(max).into()],
        );
        let mut check = SchemaCheck::default();
        for row in sql.all(&self.db.read).await? {
            let key: String = row.at(0)?;
            let of = BodyOf { plugin, collection, key: &key };
            let body = self.open_body(tenant, of, row.at(1)?).await?;
            let value: serde_json::Value = crate::db::from_json(&body, "document")?;
            if let Err(error) = validator.validate(&value) {
                let (pointer, message) = (error.instance_path().to_string(), error.to_string());
                check.rejected.push(RejectedDocument { key: key.clone(), pointer, message });
            }
            check.checked += 1;
            check.next_key = Some(key);
        }
        if check.checked < u64::from(max) {
            check.next_key = None;
        }
        Ok(check)
    }
}
