//! Writes documents: size, schema and version are checked; all of a call or none.

use super::DocumentWrite;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

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
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

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
        let _ = (tenant, plugin, writes, now_ms);
        todo!()
    }
}
