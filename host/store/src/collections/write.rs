//! Writes documents: size, schema and version are checked; all of a call or none.

use super::DocumentWrite;
use super::{CheckedWrite, DocumentBook, DocumentKey, WriteConflict};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use std::collections::BTreeSet;

/// Why a document is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DocumentError {
    /// The plugin declares no such collection.
    #[error("collection {collection:?} is not declared")]
    UnknownCollection {
        /// The collection.
        collection: String,
    },
    /// The document is not JSON, breaks the schema or a limit.
    #[error("document {collection}/{key}: {message}")]
    Invalid {
        /// The collection.
        collection: String,
        /// The key.
        key: String,
        /// What is wrong and where.
        message: String,
    },
    /// Someone else wrote it: read it again.
    #[error("document {collection}/{key} is at version {current}")]
    VersionConflict {
        /// The collection.
        collection: String,
        /// The key.
        key: String,
        /// Its version now; 0 = it does not exist.
        current: u64,
    },
    /// Another version of the plugin declared the collection anew in between: look again.
    #[error("collection {collection:?} was declared anew")]
    CollectionChanged {
        /// The collection.
        collection: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WriteConflict> for DocumentError {
    fn from(conflict: WriteConflict) -> Self {
        match conflict {
            WriteConflict::Version { collection, key, current } => {
                DocumentError::VersionConflict { collection, key, current }
            }
            WriteConflict::Generation { collection } => DocumentError::CollectionChanged { collection },
        }
    }
}

/// How often a write is tried when other nodes write the same documents.
const ATTEMPTS_MAX: u32 = 4;

impl Store {
    /// Writes and deletes documents of a plugin, all or none; gives their new versions (0 = deleted), in order.
    /// Takes thousands; a key named twice is written twice.
    pub async fn put_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        writes: &[DocumentWrite],
        now_ms: i64,
    ) -> Result<Vec<u64>, DocumentError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let checked = self.check_writes(tenant, plugin, writes).await?;
            match self.try_put(tenant, plugin, checked, now_ms).await {
                // Another node made one of the documents in between, or another version of the plugin took over, or a
                // deadlock was broken.
                Err(
                    DocumentError::Store(StoreError::Taken(_) | StoreError::Busy(_))
                    | DocumentError::CollectionChanged { .. },
                ) if attempts < ATTEMPTS_MAX => {}
                result => return result,
            }
        }
    }

    async fn try_put(
        &self,
        tenant: TenantId,
        plugin: &str,
        writes: Vec<CheckedWrite>,
        now_ms: i64,
    ) -> Result<Vec<u64>, DocumentError> {
        let keys: BTreeSet<DocumentKey> = writes
            .iter()
            .map(|write| DocumentKey {
                tenant,
                plugin: plugin.to_owned(),
                collection: write.collection.clone(),
                key: write.key.clone(),
            })
            .collect();
        let tx = self.db.begin().await?;
        let mut book = DocumentBook::load(&tx, keys).await?;
        book.check(tenant, plugin, &writes)?;
        let versions = book.write(tenant, plugin, writes, now_ms);
        book.flush(&tx).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(versions)
    }
}
