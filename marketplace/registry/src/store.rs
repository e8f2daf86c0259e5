//! The catalogue's database: tables, and transactions that are short and visible.

pub(crate) mod entities;
pub(crate) mod migrations;
pub(crate) mod page;

use crate::RegistryError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqlErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::time::Duration;

/// How long a statement waits for a lock or a connection before the caller is told to try later.
const BUSY: Duration = Duration::from_secs(10);
/// Connections of the pool: the registry is read far more than written, and two cores use no more.
const CONNECTIONS: u32 = 8;

/// The database.
#[derive(Clone)]
pub(crate) struct Db {
    pub connection: DatabaseConnection,
}

impl Db {
    /// Opens the database and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, RegistryError> {
        let is_sqlite = url.starts_with("sqlite:");
        if !is_sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            let problem = "a database URL starts with sqlite:// or postgres://".to_owned();
            return Err(RegistryError::Setting { setting: "the registry's database", problem });
        }
        let mut options = ConnectOptions::new(url.replacen("postgresql://", "postgres://", 1));
        options.sqlx_logging(false).acquire_timeout(BUSY).max_connections(CONNECTIONS);
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY)
        });
        options.map_sqlx_postgres_opts(|postgres| postgres.application_name("bodega-registry"));
        let connection = Database::connect(options).await?;
        let db = Db { connection };
        let tx = db.begin().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            // Nodes that start together migrate one after the other.
            tx.execute_unprepared("SELECT pg_advisory_xact_lock(7236833182310982)").await?;
        }
        migrations::Migrator::up(&tx, None).await?;
        tx.commit().await?;
        Ok(db)
    }

    /// Begins a transaction that writes; on SQLite it waits for its turn here, not at the first statement.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let is_sqlite = self.connection.get_database_backend() == DbBackend::Sqlite;
        let options = TransactionOptions {
            sqlite_transaction_mode: is_sqlite.then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.connection.begin_with_options(options).await
    }
}

/// Whether a statement failed because such a row is there already.
pub(crate) fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// Reads a JSON column.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &str) -> Result<T, RegistryError> {
    serde_json::from_str(text).map_err(|error| RegistryError::Damaged(format!("{what}: {error}")))
}

/// Writes a JSON column. Only for types of ours that always serialise.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
