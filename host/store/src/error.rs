//! What can go wrong with any operation. Each operation has its own enum on top, saying what the caller can do next.

use std::sync::Arc;

type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// A failure of the store itself, free of driver types. Clone, because one failed group answers many callers.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection, or it broke. Whether a commit under way took place is unknown; repeating is safe.
    #[error("database is not reachable")]
    Unavailable(#[source] Cause),
    /// Others held locks for too long, or a deadlock was broken.
    #[error("database is busy")]
    Busy(#[source] Cause),
    /// The queue to the writer is full: more work arrives than the database commits.
    #[error("store is overloaded")]
    Overloaded,
    /// The store was closed.
    #[error("store is closed")]
    Closed,
    /// Stored data breaks a rule of the store.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// What the caller gave cannot be stored: a limit or a reference is broken.
    #[error("data was refused: {0}")]
    Refused(String),
    /// Anything else the database said.
    #[error("database refused the statement")]
    Database(#[source] Cause),
}

impl StoreError {
    /// Whether the same call may succeed when repeated. All commits are idempotent by their document's id.
    pub fn is_retryable(&self) -> bool {
        matches!(self, StoreError::Unavailable(_) | StoreError::Busy(_) | StoreError::Overloaded)
    }
}
