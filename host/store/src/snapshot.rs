//! What a backup needs of the store: one state of the whole database, and facts by which a copy is compared with it.

use crate::db::{Row, Sql, backend};
use crate::store::Backend;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{DatabaseTransaction, TryGetable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Any number: nodes take turns at backups by it.
const BACKUP_LOCK: i64 = 0x626f_6465_6762;

/// What is in a database, to be compared with what is in a copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Rows of every table.
    pub tables: BTreeMap<String, i64>,
    /// Sums and chain ends by tenant.
    pub tenants: Vec<TenantFacts>,
}

/// What is in a tenant's books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantFacts {
    /// Its id.
    pub tenant: TenantId,
    /// Its code.
    pub code: String,
    /// Sales.
    pub sales: i64,
    /// Their totals together, minor units of whatever currencies.
    pub sales_total_minor: i64,
    /// Moves of stock together, millionths.
    pub stock_micros: i64,
    /// The end of the event chain, `number:hash`.
    pub events_end: String,
    /// The end of the audit chain, `number:hash`.
    pub audit_end: String,
}

/// One state of a PostgreSQL database, held until it is dropped.
pub struct HeldSnapshot {
    tx: DatabaseTransaction,
    /// Its name, for tools that copy the same state.
    pub id: String,
    /// What is in it.
    pub facts: Facts,
}

impl HeldSnapshot {
    /// Lets the state go.
    pub async fn release(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

/// Copies any SQLite database to the new file `path` in one consistent state, while others write.
pub async fn copy_sqlite(url: &str, path: &str) -> Result<(), StoreError> {
    crate::db::vacuum_into(url, path).await
}

impl Store {
    /// What is in the database, read in one state.
    pub async fn facts(&self) -> Result<Facts, StoreError> {
        let tx = self.db.begin_read().await?;
        let facts = facts(&tx).await?;
        tx.commit().await?;
        Ok(facts)
    }

    /// Holds one state of a PostgreSQL database; `None` where another node holds one for its backup.
    pub async fn hold_snapshot(&self) -> Result<Option<HeldSnapshot>, StoreError> {
        let tx = self.db.begin_read().await?;
        let lock = Sql::with(backend(&tx), "SELECT pg_try_advisory_xact_lock(?)", [BACKUP_LOCK.into()]);
        if !one::<bool>(lock, &tx).await? {
            return Ok(None);
        }
        let id = one::<String>(Sql::new(backend(&tx), "SELECT pg_export_snapshot()"), &tx).await?;
        let facts = facts(&tx).await?;
        Ok(Some(HeldSnapshot { tx, id, facts }))
    }

    /// What SQLite finds wrong with the file itself; empty = nothing. PostgreSQL checks as it restores.
    pub async fn check_file(&self) -> Result<Vec<String>, StoreError> {
        if self.backend() == Backend::Postgres {
            return Ok(Vec::new());
        }
        let rows = Sql::new(self.backend(), "PRAGMA integrity_check(20)").all(&self.db.read).await?;
        let said: Vec<String> = rows.iter().map(|row| row.at(0)).collect::<Result<_, _>>()?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// Tables in the database; 0 = it is empty.
    pub async fn count_tables(&self) -> Result<usize, StoreError> {
        let tx = self.db.begin_read().await?;
        let count = tables(&tx).await?.len();
        tx.commit().await?;
        Ok(count)
    }

    /// Other connections of Bodega's servers to this PostgreSQL database.
    pub async fn count_other_nodes(&self) -> Result<i64, StoreError> {
        let text = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                    AND application_name LIKE 'bodega%' AND pid <> pg_backend_pid()";
        one(Sql::new(self.backend(), text), &self.db.read).await
    }

    /// Sets what is in a PostgreSQL database aside, as a schema of this name, and leaves an empty one.
    pub async fn set_aside(&self, schema: &str) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        for text in [format!("ALTER SCHEMA public RENAME TO \"{schema}\""), "CREATE SCHEMA public".to_owned()]
        {
            Sql::new(backend(&tx), &text).execute(&tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Makes a PostgreSQL database on the same server.
    pub async fn create_database(&self, name: &str) -> Result<(), StoreError> {
        Sql::new(self.backend(), &format!("CREATE DATABASE \"{name}\""))
            .execute(&self.db.write)
            .await
            .map(|_| ())
    }

    /// Drops a PostgreSQL database on the same server, whoever is connected to it.
    pub async fn drop_database(&self, name: &str) -> Result<(), StoreError> {
        let text = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        Sql::new(self.backend(), &text).execute(&self.db.write).await.map(|_| ())
    }
}

async fn one<T: TryGetable>(sql: Sql, conn: &impl sea_orm::ConnectionTrait) -> Result<T, StoreError> {
    let row = sql.one(conn).await?;
    row.ok_or_else(|| StoreError::Damaged("a question without an answer".to_owned()))?.at(0)
}

async fn tables(tx: &DatabaseTransaction) -> Result<Vec<String>, StoreError> {
    let text = match backend(tx) {
        Backend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        Backend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() \
             AND table_type = 'BASE TABLE' ORDER BY table_name"
        }
    };
    Sql::new(backend(tx), text).all(tx).await?.iter().map(|row| row.at(0)).collect()
}

async fn facts(tx: &DatabaseTransaction) -> Result<Facts, StoreError> {
    let mut facts = Facts::default();
    for table in tables(tx).await? {
        let text = format!("SELECT COUNT(*) FROM \"{table}\"");
        let count = one(Sql::new(backend(tx), &text), tx).await?;
        facts.tables.insert(table, count);
    }
    // A copy may be older than this program, and a database that was never migrated is empty.
    let has = |table: &str| facts.tables.contains_key(table);
    if !has("tenant") {
        return Ok(facts);
    }
    let has_audit = has("audit_chain");
    let text = "SELECT tenant_id, code FROM tenant ORDER BY tenant_id";
    for row in Sql::new(backend(tx), text).all(tx).await? {
        let tenant = TenantId(row.at(0)?);
        let sum = |text: &str| Sql::with(backend(tx), text, [tenant.0.into()]);
        let sales = "SELECT COUNT(*) FROM sale WHERE tenant_id = ?";
        let total = "SELECT CAST(COALESCE(SUM(total_minor), 0) AS BIGINT) FROM sale WHERE tenant_id = ?";
        let stock =
            "SELECT CAST(COALESCE(SUM(delta_micros), 0) AS BIGINT) FROM stock_move WHERE tenant_id = ?";
        facts.tenants.push(TenantFacts {
            tenant,
            code: row.at(1)?,
            sales: one(sum(sales), tx).await?,
            sales_total_minor: one(sum(total), tx).await?,
            stock_micros: one(sum(stock), tx).await?,
            events_end: chain_end(tx, "event_chain", tenant).await?,
            audit_end: if has_audit { chain_end(tx, "audit_chain", tenant).await? } else { String::new() },
        });
    }
    Ok(facts)
}

async fn chain_end(tx: &DatabaseTransaction, table: &str, tenant: TenantId) -> Result<String, StoreError> {
    let text = format!("SELECT head_seq, head_hash FROM {table} WHERE tenant_id = ?");
    let Some(row) = Sql::with(backend(tx), &text, [tenant.0.into()]).one(tx).await? else {
        return Ok("0:".to_owned());
    };
    let (seq, hash): (i64, Vec<u8>) = (row.at(0)?, row.at(1)?);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{seq}:{hex}"))
}
