//! Seals stored values anew under the key that seals now, and drops keys that nothing needs any more. Everything goes on
//! meanwhile: values are read under any key that is there, and a value that somebody changes is left to them.

use super::TenantKeys;
use super::columns::{KeyColumn, Kind, SEALED, SealedColumn, SealedTable, row_key};
use super::keys::MARK;
use crate::db::{self, Row, Sql};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;
use std::time::Instant;
use uuid::Uuid;

/// How many times as long as a node goes without looking for newer keys a retired one is left alone: by then nobody
/// seals under it, and what was sealed is committed. Measured by this process's own clock, since those of nodes differ.
const PATIENCE: u32 = 3;
/// Rows read and written at a time: a few ms of the writer's time.
const BATCH: i64 = 200;
/// Rounds over a tenant in one call. The last one finds nothing; a value that was changed in the middle takes one more.
const ROUNDS_MAX: u32 = 8;

/// What a call of [`Store::reseal`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values sealed anew.
    pub values: u64,
    /// Values that do not open: their keys are kept, and a person must look.
    pub damaged: u64,
    /// Keys dropped.
    pub keys_dropped: u64,
}

/// What a round over a tenant found.
#[derive(Default)]
struct Round {
    changed: u64,
    damaged: u64,
    is_stopped: bool,
}

impl Store {
    /// Seals anew what is sealed under keys that this process has known for retired long enough, or not sealed at all, in
    /// short transactions; then drops the keys. `is_stopping` is asked between them; a later call goes on.
    pub async fn reseal(&self, is_stopping: impl Fn() -> bool + Send + Sync) -> Result<Resealed, StoreError> {
        let mut done = Resealed::default();
        for (tenant, retired) in self.to_reseal().await? {
            self.vault.forget(tenant);
            for _ in 0..ROUNDS_MAX {
                let round = self.reseal_round(tenant, &is_stopping).await?;
                done.values += round.changed;
                if round.is_stopped {
                    return Ok(done);
                }
                if round.damaged > 0 {
                    done.damaged += round.damaged;
                    break;
                }
                if round.changed == 0 {
                    done.keys_dropped += self.drop_retired(tenant, &retired).await?;
                    break;
                }
            }
        }
        Ok(done)
    }

    /// Tenants with something to do, and their keys that may go.
    async fn to_reseal(&self) -> Result<BTreeMap<TenantId, Vec<i64>>, StoreError> {
        let mut tenants: BTreeMap<TenantId, Vec<i64>> = BTreeMap::new();
        let text = "SELECT tenant_id FROM vault_unsealed";
        for row in Sql::new(self.backend(), text).all(&self.db.read).await? {
            tenants.insert(TenantId(row.at(0)?), Vec::new());
        }
        let text = "SELECT tenant_id, id FROM vault_key WHERE retired_at_ms IS NOT NULL";
        let rows = Sql::new(self.backend(), text).all(&self.db.read).await?;
        let keys = rows.iter().map(|row| Ok((TenantId(row.at(0)?), row.at(1)?)));
        let keys = keys.collect::<Result<Vec<(TenantId, i64)>, StoreError>>()?;
        let Ok(mut seen) = self.vault.retired.lock() else { return Ok(tenants) };
        seen.retain(|key, _| keys.contains(key));
        for key in keys {
            let since = *seen.entry(key).or_insert_with(Instant::now);
            if since.elapsed() >= self.vault.ttl * PATIENCE {
                tenants.entry(key.0).or_default().push(key.1);
            }
        }
        Ok(tenants)
    }

    async fn reseal_round(
        &self,
        tenant: TenantId,
        is_stopping: &(impl Fn() -> bool + Send + Sync),
    ) -> Result<Round, StoreError> {
        let keys = self.vault.keys(tenant).await?;
        let mut round = Round::default();
        for table in SEALED {
            let mut after: Option<Vec<Value>> = None;
            loop {
                if is_stopping() {
                    round.is_stopped = true;
                    return Ok(round);
                }
                let rows = self.rows_after(tenant, table, after.take()).await?;
                let mut writes = Vec::new();
                for row in &rows {
                    let key = read_key(table, row)?;
                    for (index, column) in table.columns.iter().enumerate() {
                        let stored = read_value(column, row, table.key.len() + index)?;
                        let Some(stored) = stored else { continue };
                        match again(&keys, column, &key.text, &stored) {
                            Some(Ok(new)) => writes.push((key.clone(), column, stored, new)),
                            Some(Err(error)) => {
                                tracing::error!(%tenant, "{error}");
                                round.damaged += 1;
                            }
                            None => {}
                        }
                    }
                    after = Some(key.values);
                }
                round.changed += self.write_again(tenant, table, writes).await?;
                if rows.len() < BATCH as usize {
                    break;
                }
            }
        }
        Ok(round)
    }

    async fn rows_after(
        &self,
        tenant: TenantId,
        table: &SealedTable,
        after: Option<Vec<Value>>,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let keys: Vec<&str> = table.key.iter().map(|key| key.name()).collect();
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let (keys, columns) = (keys.join(", "), columns.join(", "));
        let text = format!("SELECT {keys}, {columns} FROM {} WHERE tenant_id = ?", table.name);
        let mut sql = Sql::with(self.backend(), &text, [tenant.0.into()]);
        if let Some(after) = after {
            sql.push(&format!(" AND ({keys}) > ("));
            for (index, value) in after.into_iter().enumerate() {
                sql.push(if index > 0 { ", " } else { "" }).bind(value);
            }
            sql.push(")");
        }
        sql.push_with(&format!(" ORDER BY {keys} LIMIT ?"), [BATCH.into()]);
        sql.all(&self.db.read).await
    }

    /// Writes what is still as it was read; gives how much.
    async fn write_again(
        &self,
        tenant: TenantId,
        table: &SealedTable,
        writes: Vec<(RowKey, &SealedColumn, Stored, Again)>,
    ) -> Result<u64, StoreError> {
        if writes.is_empty() {
            return Ok(0);
        }
        let (tx, mut changed) = (self.db.begin().await?, 0);
        for (key, column, stored, Again { sealed, hash }) in writes {
            let mut sql = Sql::new(self.backend(), &format!("UPDATE {} SET {} = ", table.name, column.name));
            sql.bind(match column.kind {
                Kind::Bytes => Value::from(sealed.into_bytes()),
                Kind::Text | Kind::Marked => sealed.into(),
            });
            if let Some((hash_column, _)) = column.hashed {
                sql.push(&format!(", {hash_column} = ")).bind(hash);
            }
            sql.push_with(" WHERE tenant_id = ?", [tenant.0.into()]);
            for (part, value) in table.key.iter().zip(key.values) {
                sql.push_with(&format!(" AND {} = ?", part.name()), [value]);
            }
            sql.push_with(&format!(" AND {} = ?", column.name), [stored.into()]);
            changed += sql.execute(&tx).await?;
        }
        tx.commit().await?;
        Ok(changed)
    }

    /// Nothing of the tenant needs them: a whole round found everything under the key that seals now.
    async fn drop_retired(&self, tenant: TenantId, retired: &[i64]) -> Result<u64, StoreError> {
        let tx = self.db.begin().await?;
        let text = "DELETE FROM vault_key WHERE tenant_id = ? AND retired_at_ms IS NOT NULL AND id IN ";
        let mut sql = Sql::with(db::backend(&tx), text, [tenant.0.into()]);
        sql.list(retired.iter().copied());
        let dropped = sql.execute(&tx).await?;
        let text = "DELETE FROM vault_unsealed WHERE tenant_id = ?";
        Sql::with(db::backend(&tx), text, [tenant.0.into()]).execute(&tx).await?;
        tx.commit().await?;
        self.vault.forget(tenant);
        self.vault.keys(tenant).await?;
        Ok(dropped)
    }
}

#[derive(Clone)]
struct RowKey {
    text: String,
    values: Vec<Value>,
}

fn read_key(table: &SealedTable, row: &QueryResult) -> Result<RowKey, StoreError> {
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    for (index, part) in table.key.iter().enumerate() {
        match part {
            KeyColumn::Id(_) => {
                let id: Uuid = row.at(index)?;
                texts.push(id.to_string());
                values.push(id.into());
            }
            KeyColumn::Text(_) => {
                let text: String = row.at(index)?;
                values.push(text.as_str().into());
                texts.push(text);
            }
        }
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Ok(RowKey { text: row_key(&texts), values })
}

/// A value as it is stored.
enum Stored {
    Text(String),
    Bytes(Vec<u8>),
}

impl From<Stored> for Value {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Text(text) => text.into(),
            Stored::Bytes(bytes) => bytes.into(),
        }
    }
}

fn read_value(column: &SealedColumn, row: &QueryResult, at: usize) -> Result<Option<Stored>, StoreError> {
    Ok(match column.kind {
        Kind::Bytes => row.at::<Option<Vec<u8>>>(at)?.map(Stored::Bytes),
        Kind::Text | Kind::Marked => row.at::<Option<String>>(at)?.map(Stored::Text),
    })
}

/// A value sealed anew.
struct Again {
    sealed: String,
    hash: Option<String>,
}

/// Seals a value anew; `None` = it is as it should be.
fn again(
    keys: &TenantKeys,
    column: &SealedColumn,
    row: &str,
    stored: &Stored,
) -> Option<Result<Again, StoreError>> {
    let place = column.place(row);
    let text = match stored {
        Stored::Text(text) => text.as_str(),
        Stored::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if text.starts_with(MARK) => text,
            _ if keys.takes_plain => {
                let sealed = keys.seal_bytes(place, bytes);
                let again = sealed.map(|sealed| String::from_utf8_lossy(&sealed).into_owned());
                return Some(again.map(|sealed| Again { sealed, hash: None }));
            }
            _ => return Some(Err(closed(&place))),
        },
    };
    if keys.is_current(text) || (column.kind == Kind::Marked && !text.starts_with(MARK)) {
        return None;
    }
    let Ok(plain) = keys.open(place, text) else { return Some(Err(closed(&place))) };
    let hash = column.hashed.and_then(|(_, searched)| keys.searched(searched(&plain)));
    Some(keys.seal(place, &plain).map(|sealed| Again { sealed, hash }))
}

fn closed(place: &super::Place<'_>) -> StoreError {
    StoreError::Sealed { table: place.table, column: place.column }
}
