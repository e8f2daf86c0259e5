//! Opens the pools, with what each database must be told.

use super::{Db, Sql};
use crate::StoreError;
use crate::store::{Backend, StoreOptions};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database};
use std::time::Duration;

/// Prepared statements kept a connection: about 60 kinds, each in some of about 20 lengths.
const STATEMENTS_MAX: usize = 800;
/// Pages of 4 KiB that the write-ahead log may gather before they are moved into the database file.
const WAL_PAGES: &str = "4000";
/// KiB of pages cached by the writer's connection.
const WRITER_CACHE_KIB: &str = "-65536";

/// Opens the pools of a database.
pub(crate) async fn connect(url: &str, options: &StoreOptions) -> Result<Db, StoreError> {
    if url.starts_with("sqlite:") {
        sqlite(url, options).await
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        // SeaORM knows the short scheme only.
        let url = url.replacen("postgresql://", "postgres://", 1);
        postgres(&url, options).await
    } else {
        Err(StoreError::Refused("a database URL starts with sqlite:// or postgres://".to_owned()))
    }
}

async fn sqlite(url: &str, options: &StoreOptions) -> Result<Db, StoreError> {
    let busy = Duration::from_millis(options.busy_timeout_ms.into());
    let mut writer = base(url, busy);
    writer.max_connections(1).min_connections(1).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(busy)
            .statement_cache_capacity(STATEMENTS_MAX)
            .pragma("cache_size", WRITER_CACHE_KIB)
            .pragma("wal_autocheckpoint", WAL_PAGES)
            .pragma("journal_size_limit", "67108864")
            .pragma("temp_store", "memory")
    });
    let mut reader = base(url, busy);
    reader.max_connections(options.connections.max(1)).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .foreign_keys(true)
            .busy_timeout(busy)
            .statement_cache_capacity(STATEMENTS_MAX)
            .pragma("query_only", "on")
            .pragma("temp_store", "memory")
    });
    // The writer first: it makes the file and turns the log on.
    let write = Database::connect(writer).await?;
    let read = Database::connect(reader).await?;
    Ok(Db { read, write, backend: Backend::Sqlite, url: url.into() })
}

/// Copies a SQLite database to a new file, over a connection of its own: the writer goes on meanwhile.
pub(crate) async fn vacuum_into(url: &str, path: &str) -> Result<(), StoreError> {
    let connection = Database::connect(base(url, Duration::from_secs(10))).await?;
    let copied = Sql::with(Backend::Sqlite, "VACUUM INTO ?", [path.into()]).execute(&connection).await;
    let _ = connection.close().await;
    copied.map(|_| ())
}

async fn postgres(url: &str, options: &StoreOptions) -> Result<Db, StoreError> {
    let busy = Duration::from_millis(options.busy_timeout_ms.into());
    let lock_timeout = options.busy_timeout_ms.to_string();
    let mut pool = base(url, busy);
    pool.max_connections(options.connections.max(2)).map_sqlx_postgres_opts(move |postgres| {
        postgres
            .application_name("bodega")
            .statement_cache_capacity(STATEMENTS_MAX)
            .options([("lock_timeout", lock_timeout.as_str())])
    });
    let pool = Database::connect(pool).await?;
    Ok(Db { read: pool.clone(), write: pool, backend: Backend::Postgres, url: url.into() })
}

fn base(url: &str, busy: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(busy)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None);
    options
}
