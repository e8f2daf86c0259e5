//! What can go wrong with any operation. Each operation has its own enum on top, saying what the caller can do next.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr, sqlx};
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
    /// A unique rule is broken; the text names it as the database does.
    #[error("it is there already: {0}")]
    Taken(String),
    /// A sealed value was changed or moved behind the store's back, or its key is gone.
    #[error("a sealed value of {table}.{column} does not open")]
    Sealed {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The keys to sealed data cannot be had; the text says which, and nothing of them.
    #[error("keys: {0}")]
    Keys(String),
    /// Anything else the database said.
    #[error("database refused the statement")]
    Database(#[source] Cause),
}

impl StoreError {
    /// Whether the same call may succeed when repeated. All commits are idempotent by their document's id.
    pub fn is_retryable(&self) -> bool {
        matches!(self, StoreError::Unavailable(_) | StoreError::Busy(_) | StoreError::Overloaded)
    }

    /// Whether the unique index of this name (PostgreSQL) or on these columns (SQLite, `table.column, ...`) is broken.
    pub(crate) fn is_taken(&self, index: &str, columns: &str) -> bool {
        matches!(self, StoreError::Taken(message) if message.contains(index) || message.contains(columns))
    }

    /// Text in a column that should only hold words of ours.
    pub(crate) fn damaged(what: &str, text: &str) -> Self {
        StoreError::Damaged(format!("{what} {text:?}"))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
                return StoreError::Refused("it refers to something that is not there".to_owned());
            }
            Some(SqlErr::UniqueConstraintViolation(message)) => return StoreError::Taken(message),
            _ => {}
        }
        let kind = kind_of(&error);
        let cause: Cause = Arc::new(error);
        match kind {
            Kind::Unavailable => StoreError::Unavailable(cause),
            Kind::Busy => StoreError::Busy(cause),
            Kind::Closed => StoreError::Closed,
            Kind::Other => StoreError::Database(cause),
        }
    }
}

enum Kind {
    Unavailable,
    Busy,
    Closed,
    Other,
}

fn kind_of(error: &DbErr) -> Kind {
    let cause = match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => return Kind::Busy,
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => return Kind::Closed,
        DbErr::Conn(RuntimeErr::SqlxError(cause)) => {
            return if matches!(**cause, sqlx::Error::PoolClosed) { Kind::Closed } else { Kind::Unavailable };
        }
        DbErr::Conn(_) => return Kind::Unavailable,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        _ => return Kind::Other,
    };
    match &**cause {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            Kind::Unavailable
        }
        sqlx::Error::PoolTimedOut => Kind::Busy,
        sqlx::Error::PoolClosed => Kind::Closed,
        sqlx::Error::Database(database) => match database.code().as_deref() {
            // PostgreSQL: serialisation failure, deadlock, lock not available, cancelled by a timeout.
            Some("40001" | "40P01" | "55P03" | "57014") => Kind::Busy,
            // PostgreSQL: shutting down, starting up, too many connections.
            Some("57P01" | "57P02" | "57P03" | "53300") => Kind::Unavailable,
            Some(code) if code.len() == 5 && code.starts_with("08") => Kind::Unavailable,
            // SQLite: busy, busy recovery, busy snapshot, busy timeout, locked, locked shared cache.
            Some("5" | "261" | "517" | "773" | "6" | "262") => Kind::Busy,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    }
}
