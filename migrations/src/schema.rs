//! A step of the schema's history, and the translation of its SQL for the database at hand.
//!
//! SQL is written in PostgreSQL's words, with three marks of its own:
//!
//! - `{compact}` after a table: on SQLite the rows live in the primary key's tree (`WITHOUT ROWID`); for tables of
//!   short rows that are found by their key;
//! - `{arrival}`: a column that counts up in order of insertion;
//! - `{arrival_key}`: the table's key, next to an `{arrival}` column.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Runs `sql`, one or more statements.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let sql = match manager.get_database_backend() {
        DbBackend::Sqlite => sqlite(sql),
        _ => postgres(sql),
    };
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

fn sqlite(sql: &str) -> String {
    sql.replace(" UUID", " BLOB")
        .replace(" BYTEA", " BLOB")
        .replace(" COLLATE \"C\"", "")
        .replace("{compact}", " WITHOUT ROWID")
        .replace("{arrival_key}", "UNIQUE (tenant_id, id)")
        .replace("{arrival}", "arrival INTEGER PRIMARY KEY")
}

fn postgres(sql: &str) -> String {
    sql.replace("{compact}", "")
        .replace("{arrival_key}", "PRIMARY KEY (tenant_id, id)")
        .replace("{arrival}", "arrival BIGINT GENERATED ALWAYS AS IDENTITY")
}

/// One step of the schema's history: SQL that makes tables, and their names, last made first, to take it back.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
    pub(crate) tables: &'static [&'static str],
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.sql).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in self.tables {
            run(manager, &format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}
