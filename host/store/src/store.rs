//! The connection to one database: pools, pragmas, migration.

use crate::StoreError;

/// Which database is behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Embedded, one file.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// How to connect. `Default` suits one machine.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Connections for reads (SQLite) or for everything but the group writer (PostgreSQL).
    pub connections: u32,
    /// How long a statement waits for others' locks, ms.
    pub busy_timeout_ms: u32,
    /// The most pieces of work committed in one transaction.
    pub group_max: usize,
    /// The most pieces of work that may wait for the writer; more are refused as [`StoreError::Overloaded`].
    pub queue_max: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions { connections: 8, busy_timeout_ms: 10_000, group_max: 128, queue_max: 4096 }
    }
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {}

impl Store {
    /// Connects to `sqlite://path?mode=rwc` or `postgres://...` and starts the writer task. Must be called on a
    /// Tokio runtime. Does not migrate.
    pub async fn connect(url: &str, options: StoreOptions) -> Result<Store, StoreError> {
        let _ = (url, options);
        todo!()
    }

    /// Brings the schema up to date. Safe to call from several nodes at once and on every start.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        todo!()
    }

    /// Answers when the database does; for readiness probes.
    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Writes a consistent copy of a SQLite database to `path` while others go on; PostgreSQL has its own tools.
    pub async fn backup_to(&self, path: &str) -> Result<(), StoreError> {
        let _ = path;
        todo!()
    }

    /// Commits what waits, then closes all connections.
    pub async fn close(&self) {
        todo!()
    }
}
