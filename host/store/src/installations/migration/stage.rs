//! Reads documents that are not staged as they are now, and stages what becomes of them.

use super::MigrationLease;
use crate::collections::{BodyOf, Collection, Declared, Document, DocumentError, DocumentWrite};
use crate::db::{self, OnConflict, Row, Sql, narrow};
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::TenantId;
use std::collections::HashMap;

/// What becomes of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stays as it is.
    Keep,
    /// Its body is another, JSON text.
    Replace(String),
    /// It goes.
    Remove,
}

/// A stored document and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// Its collection.
    pub collection: String,
    /// As it was read.
    pub document: Document,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// Whether a batch was staged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staging {
    /// It is.
    Done,
    /// Another node has the migration, or it was ended: nothing was staged.
    Lost,
}

impl Store {
    /// Documents after a collection and key, in their order, that are not staged as they are now; at most `max` (500 at
    /// most).
    pub async fn documents_to_migrate(
        &self,
        lease: &MigrationLease,
        after: (&str, &str),
        max: u32,
    ) -> Result<Vec<(String, Document)>, StoreError> {
        let wanted = &lease.migration.wanted;
        let text = "SELECT d.collection, d.document_key, d.version, d.body, d.updated_at_ms FROM document d \
                    LEFT JOIN document_staged s ON s.tenant_id = d.tenant_id AND s.plugin = d.plugin \
                    AND s.collection = d.collection AND s.document_key = d.document_key \
                    AND s.source_version = d.version \
                    WHERE d.tenant_id = ? AND d.plugin = ? AND d.collection IN ";
        let owner = [lease.tenant.0.into(), wanted.plugin.as_str().into()];
        let mut sql = Sql::with(self.backend(), text, owner);
        sql.list(wanted.collections.iter().map(String::as_str));
        sql.push_with(
            " AND (d.collection, d.document_key) > (?, ?) AND s.document_key IS NULL \
             ORDER BY d.collection, d.document_key LIMIT ?",
            [after.0.into(), after.1.into(), i64::from(max.clamp(1, PAGE_MAX)).into()],
        );
        let rows = sql.all(&self.db.read).await?;
        let mut documents = Vec::with_capacity(rows.len());
        for row in rows {
            let (collection, key): (String, String) = (row.at(0)?, row.at(1)?);
            let of = BodyOf { plugin: &wanted.plugin, collection: &collection, key: &key };
            let document = Document {
                body: self.open_body(lease.tenant, of, row.at(3)?).await?,
                version: narrow(row.at(2)?, "document version")?,
                updated_at_ms: row.at(4)?,
                key,
            };
            documents.push((collection, document));
        }
        Ok(documents)
    }

    /// Stages a batch and prolongs the lease.
    ///
    /// # Errors
    /// [`DocumentError::Invalid`] where a body does not fit its new collection.
    pub async fn stage_documents(
        &self,
        lease: &MigrationLease,
        collections: &[Collection],
        batch: &[Staged],
        until_ms: i64,
    ) -> Result<Staging, DocumentError> {
        let declared: HashMap<&str, Declared> = collections
            .iter()
            .map(|c| (c.name.as_str(), Declared { collection: c.clone(), generation: 0 }))
            .collect();
        let (plugin, keys) = (lease.migration.wanted.plugin.as_str(), self.vault.keys(lease.tenant).await?);
        let mut rows = Vec::with_capacity(batch.len());
        for Staged { collection, document, outcome } in batch {
            let (word, mut body) = match outcome {
                Outcome::Keep => ("keep", None),
                Outcome::Replace(body) => ("replace", Some(body.clone())),
                Outcome::Remove => ("remove", None),
            };
            if !matches!(outcome, Outcome::Remove) {
                let place = declared
                    .get(collection.as_str())
                    .ok_or_else(|| DocumentError::UnknownCollection { collection: collection.clone() })?;
                let checked = self.check_write(
                    &keys,
                    plugin,
                    place,
                    &DocumentWrite {
                        collection: collection.clone(),
                        key: document.key.clone(),
                        body: Some(body.clone().unwrap_or_else(|| document.body.clone())),
                        expected_version: None,
                    },
                )?;
                body = body.and(checked.body);
            }
            rows.push(vec![
                lease.tenant.0.into(),
                plugin.into(),
                collection.as_str().into(),
                document.key.as_str().into(),
                i64::try_from(document.version).unwrap_or(i64::MAX).into(),
                word.into(),
                body.into(),
            ]);
        }
        let tx = self.db.begin().await?;
        if !lease.renew(&tx, until_ms).await? {
            return Ok(Staging::Lost);
        }
        let columns =
            ["tenant_id", "plugin", "collection", "document_key", "source_version", "outcome", "body"];
        let change = "(tenant_id, plugin, collection, document_key) DO UPDATE SET \
                      source_version = excluded.source_version, outcome = excluded.outcome, body = excluded.body";
        db::insert_rows(&tx, "document_staged", &columns, &rows, OnConflict::Do(change)).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Staging::Done)
    }

    /// What is staged for a collection beside documents that stay, as writes over what is stored.
    pub async fn staged_writes(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
    ) -> Result<Vec<DocumentWrite>, StoreError> {
        let text = "SELECT document_key, body FROM document_staged \
                    WHERE tenant_id = ? AND plugin = ? AND collection = ? AND outcome <> 'keep'";
        let place = [tenant.0.into(), plugin.into(), collection.into()];
        let rows = Sql::with(self.backend(), text, place).all(&self.db.read).await?;
        let mut writes = Vec::with_capacity(rows.len());
        for row in rows {
            let (key, stored): (String, Option<String>) = (row.at(0)?, row.at(1)?);
            let body = match stored {
                Some(stored) => {
                    Some(self.open_body(tenant, BodyOf { plugin, collection, key: &key }, stored).await?)
                }
                None => None,
            };
            writes.push(DocumentWrite {
                collection: collection.to_owned(),
                key,
                body,
                expected_version: None,
            });
        }
        Ok(writes)
    }
}
