//! The connection to one database: pools, migration, the writer task.

use crate::StoreError;
use crate::collections::Validators;
use crate::db::{self, Db, Sql};
use crate::vault::Vault;
use crate::writer::Writer;
use std::sync::Arc;
use std::time::Duration;

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
    /// Connections for reads (SQLite) or for everything (PostgreSQL; at least 2).
    pub connections: u32,
    /// How long a statement waits for others' locks, ms.
    pub busy_timeout_ms: u32,
    /// The most pieces of work committed in one transaction.
    pub group_max: usize,
    /// The most pieces of work that may wait for the writer; more are refused as [`StoreError::Overloaded`].
    pub queue_max: usize,
    /// How long a node seals under the keys that it knows before it looks for newer ones; the same on all nodes.
    pub keys_ttl: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions {
            connections: 8,
            busy_timeout_ms: 10_000,
            group_max: 128,
            queue_max: 4096,
            keys_ttl: Duration::from_secs(20),
        }
    }
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) writer: Arc<Writer>,
    pub(crate) validators: Validators,
    pub(crate) vault: Arc<Vault>,
}

/// Any number: nodes that start at once take turns at migrating.
const MIGRATION_LOCK: i64 = 0x626f_6465_6761;

impl Store {
    /// Connects to `sqlite://path?mode=rwc` or `postgres://...` and starts the writer task. Must be called on a
    /// Tokio runtime. Does not migrate; what is sealed can be neither read nor written before [`Self::unlock`].
    pub async fn connect(url: &str, options: StoreOptions) -> Result<Store, StoreError> {
        let db = db::connect(url, &options).await?;
        let vault = Arc::new(Vault::new(db.clone(), options.keys_ttl));
        let writer = Arc::new(Writer::start(db.clone(), &options));
        Ok(Store { db, writer, validators: Validators::default(), vault })
    }

    /// Brings the schema up to date. Safe to call from several nodes at once and on every start.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        if self.backend() == Backend::Postgres {
            Sql::with(self.backend(), "SELECT pg_advisory_xact_lock(?)", [MIGRATION_LOCK.into()])
                .one(&tx)
                .await?;
        }
        bodega_migrations::migrate(&tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.db.backend
    }

    /// Answers when the database does; for readiness probes.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Sql::new(self.backend(), "SELECT 1").one(&self.db.read).await.map(|_| ())
    }

    /// Writes a consistent copy of a SQLite database to the new file `path` while others go on; PostgreSQL has its
    /// own tools.
    pub async fn backup_to(&self, path: &str) -> Result<(), StoreError> {
        match self.backend() {
            Backend::Sqlite => db::vacuum_into(&self.db.url, path).await,
            Backend::Postgres => {
                Err(StoreError::Refused("use pg_dump or a base backup on PostgreSQL".to_owned()))
            }
        }
    }

    /// Commits what waits, then closes all connections. Later calls fail with [`StoreError::Closed`].
    pub async fn close(&self) {
        self.writer.stop().await;
        // Pools of the same database are one on PostgreSQL; closing it twice is harmless.
        let _ = self.db.write.close_by_ref().await;
        let _ = self.db.read.close_by_ref().await;
    }
}
