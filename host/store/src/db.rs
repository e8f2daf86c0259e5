//! Statements in both dialects, and many rows at a time. Everything that builds SQL by hand goes through here.

mod bulk;
mod connect;
mod sql;

use crate::StoreError;
use crate::store::Backend;
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use bodega_domain::org::Reach;
use sea_orm::sea_query::{Condition, Query, SelectStatement};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, IsolationLevel,
    QueryResult, SqliteTransactionMode, TransactionOptions, TransactionTrait, TryGetable,
};
use std::sync::Arc;

pub(crate) use bulk::{OnConflict, insert, insert_rows, update_many, with_values};
pub(crate) use connect::{connect, vacuum_into};
pub(crate) use sql::Sql;

/// The connections of a store.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    /// For reads outside transactions.
    pub read: DatabaseConnection,
    /// For transactions; on SQLite one connection, so that writers queue here and not in SQLite's busy handler.
    pub write: DatabaseConnection,
    /// Which database.
    pub backend: Backend,
    /// Where it is.
    pub url: Arc<str>,
}

impl Db {
    /// Begins a transaction that will write. On SQLite it takes the write lock at once: a read before the first write
    /// would otherwise make it fail when another process wrote in between.
    pub async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: match self.backend {
                Backend::Sqlite => Some(SqliteTransactionMode::Immediate),
                Backend::Postgres => None,
            },
            ..Default::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Begins a transaction that only reads, and sees one state of the database.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, StoreError> {
        Ok(match self.backend {
            // A read transaction of SQLite is a snapshot by nature.
            Backend::Sqlite => self.read.begin().await?,
            Backend::Postgres => {
                let isolation = Some(IsolationLevel::RepeatableRead);
                self.read.begin_with_config(isolation, Some(AccessMode::ReadOnly)).await?
            }
        })
    }
}

/// The dialect of a connection or transaction.
pub(crate) fn backend(conn: &impl ConnectionTrait) -> Backend {
    match conn.get_database_backend() {
        sea_orm::DbBackend::Sqlite => Backend::Sqlite,
        _ => Backend::Postgres,
    }
}

/// Reads columns by position.
pub(crate) trait Row {
    /// Column `index` of the select list.
    fn at<T: TryGetable>(&self, index: usize) -> Result<T, StoreError>;
}

impl Row for QueryResult {
    fn at<T: TryGetable>(&self, index: usize) -> Result<T, StoreError> {
        Ok(self.try_get_by_index(index)?)
    }
}

/// Reads a number that was stored from a smaller type.
pub(crate) fn narrow<T: TryFrom<i64>>(value: i64, what: &str) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Damaged(format!("{what} {value}")))
}

/// Reads a JSON column.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(format!("{what}: {error}")))
}

/// Writes a JSON column. Only for types of ours that always serialise.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads a digest column.
pub(crate) fn digest(text: String) -> Result<Digest, StoreError> {
    Digest::parse(&text).ok_or_else(|| StoreError::damaged("digest", &text))
}

/// The ids of units within reach, for `IN`; `None` = every unit.
pub(crate) fn units_within(tenant: TenantId, reach: &Reach) -> Option<SelectStatement> {
    use crate::entities::org_unit::{Column, Entity};
    let Reach::Below(nodes) = reach else { return None };
    // A path holds the ids of the unit and all above it; no node, no unit.
    let below =
        nodes.iter().fold(Condition::any(), |any, node| any.add(Column::Path.contains(format!("/{node}/"))));
    let nowhere = Condition::all().add(Column::TenantId.ne(tenant.0));
    let mut select = Query::select();
    select.column(Column::Id).from(Entity).and_where(Column::TenantId.eq(tenant.0));
    select.cond_where(if nodes.is_empty() { nowhere } else { below });
    Some(select)
}
