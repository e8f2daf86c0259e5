//! Brings stored documents under a new schema: finds those that would break it, and rewrites them in batches.

use super::{Collection, DeclareError, DocumentError, DocumentWrite};
use crate::db::{Row, Sql};
use crate::{PAGE_MAX, Store, StoreError};
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
            let (key, body): (String, String) = (row.at(0)?, row.at(1)?);
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

    /// Writes a batch of a migration (500 at most), all or none: each write names the version it replaces, and is
    /// checked by the collections to be declared, not those that are. Declare them when no document is left; a batch
    /// that is sent again meets [`DocumentError::VersionConflict`], so go on after the last key that was written.
    pub async fn replace_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collections: &[Collection],
        writes: &[DocumentWrite],
        now_ms: i64,
    ) -> Result<Vec<u64>, DocumentError> {
        if writes.len() > PAGE_MAX as usize {
            return Err(StoreError::Refused(format!("at most {PAGE_MAX} documents at once")).into());
        }
        if let Some(write) = writes.iter().find(|write| write.expected_version.is_none()) {
            let message = format!("document {} names no version to replace", write.key);
            return Err(StoreError::Refused(message).into());
        }
        // Until the new collections are declared, lists select by the fields that are indexed now; declaring others
        // makes the index anew.
        let declared = self.list_collections(tenant, plugin).await?;
        let collections: Vec<Collection> = collections
            .iter()
            .map(|next| {
                let now = declared.iter().find(|now| now.name == next.name);
                let indexed = now.map_or_else(|| next.indexed.clone(), |now| now.indexed.clone());
                Collection { indexed, ..next.clone() }
            })
            .collect();
        let checked = self.check_against(&collections, writes)?;
        self.put_checked(tenant, plugin, &checked, now_ms).await
    }
}
