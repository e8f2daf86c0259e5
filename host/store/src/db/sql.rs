//! Builds one statement with its values, in the dialect of the database.

use crate::StoreError;
use crate::store::Backend;
use bodega_domain::ids::TenantId;
use bodega_domain::org::Reach;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use std::fmt::Write as _;

/// A statement under construction. Placeholders are `?` on SQLite and `$n` on PostgreSQL.
#[derive(Debug)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
    backend: Backend,
}

impl Sql {
    /// Starts with `text`, which holds no placeholders.
    pub fn new(backend: Backend, text: &str) -> Self {
        Sql { text: text.to_owned(), values: Vec::new(), backend }
    }

    /// Starts with a text whose `?` stand for `values`, in order.
    pub fn with<const N: usize>(backend: Backend, text: &str, values: [Value; N]) -> Self {
        let mut sql = Sql::new(backend, "");
        sql.push_with(text, values);
        sql
    }

    /// Appends text without placeholders.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a text whose `?` stand for `values`, in order.
    pub fn push_with<const N: usize>(&mut self, text: &str, values: [Value; N]) -> &mut Self {
        let mut values = values.into_iter();
        let mut parts = text.split('?');
        self.push(parts.next().unwrap_or_default());
        for part in parts {
            if let Some(value) = values.next() {
                self.bind(value);
            }
            self.push(part);
        }
        debug_assert!(values.next().is_none(), "more values than placeholders in {text}");
        self
    }

    /// Appends a placeholder for `value`.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        match self.backend {
            Backend::Sqlite => self.text.push('?'),
            Backend::Postgres => {
                // Writing to a String cannot fail.
                let _ = write!(self.text, "${}", self.values.len());
            }
        }
        self
    }

    /// Appends `(?, ?, ...)`. The list is filled up to a power of two with its last value, so that lists of all
    /// lengths share a few prepared statements. An empty list matches nothing.
    pub fn list<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
        let Some(last) = values.last().cloned() else {
            return self.push("(NULL)");
        };
        values.resize(values.len().next_power_of_two(), last);
        self.push("(");
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")")
    }

    /// Appends ` AND column IN (units within reach)`; nothing where the whole tenant is.
    pub fn within(&mut self, column: &str, tenant: TenantId, reach: &Reach) -> &mut Self {
        let Reach::Below(nodes) = reach else { return self };
        let text = format!(" AND {column} IN (SELECT u.id FROM org_unit u WHERE u.tenant_id = ? AND (1 = 0");
        self.push_with(&text, [tenant.0.into()]);
        for node in nodes {
            // A path holds the ids of the unit and all above it.
            self.push_with(" OR u.path LIKE ?", [format!("%/{node}/%").into()]);
        }
        self.push("))")
    }

    /// Appends ` FOR UPDATE` on PostgreSQL; SQLite's write transaction holds the whole database anyway.
    pub fn for_update(&mut self) -> &mut Self {
        if self.backend == Backend::Postgres {
            self.push(" FOR UPDATE");
        }
        self
    }

    /// Ends a chain of `push` and `bind`.
    pub fn take(&mut self) -> Sql {
        Sql {
            text: std::mem::take(&mut self.text),
            values: std::mem::take(&mut self.values),
            backend: self.backend,
        }
    }

    fn statement(self) -> Statement {
        let backend = match self.backend {
            Backend::Sqlite => DbBackend::Sqlite,
            Backend::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, self.text, self.values)
    }

    /// All rows.
    pub async fn all(self, conn: &impl ConnectionTrait) -> Result<Vec<QueryResult>, StoreError> {
        Ok(conn.query_all_raw(self.statement()).await?)
    }

    /// The first row.
    pub async fn one(self, conn: &impl ConnectionTrait) -> Result<Option<QueryResult>, StoreError> {
        Ok(conn.query_one_raw(self.statement()).await?)
    }

    /// Runs it; gives the number of rows changed.
    pub async fn execute(self, conn: &impl ConnectionTrait) -> Result<u64, StoreError> {
        Ok(conn.execute_raw(self.statement()).await?.rows_affected())
    }
}
