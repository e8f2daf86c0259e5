//! The documents a transaction touches: versions read under lock, writes checked against them, all written at the end.

use super::CheckedWrite;
use super::generation::{self, CollectionKey};
use crate::StoreError;
use crate::db::{self, OnConflict, Row, Sql, backend, narrow};
use crate::entities::{document, document_field};
use bodega_domain::ids::TenantId;
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};

/// Keys in one `IN` list.
const LOOKUP_MAX: usize = 512;

/// Which document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DocumentKey {
    pub tenant: TenantId,
    pub plugin: String,
    pub collection: String,
    pub key: String,
}

/// Why a checked write does not apply any more.
#[derive(Clone, Debug)]
pub(crate) enum WriteConflict {
    /// The document is not at the version expected.
    Version { collection: String, key: String, current: u64 },
    /// The collection was declared anew since the write was checked.
    Generation { collection: String },
}

/// Documents of one transaction.
#[derive(Debug, Default)]
pub(crate) struct DocumentBook {
    documents: BTreeMap<DocumentKey, State>,
    generations: BTreeMap<CollectionKey, i64>,
}

#[derive(Debug, Default)]
struct State {
    /// Version in the database; 0 = none.
    stored: u64,
    /// Version after the writes so far; 0 = none.
    current: u64,
    /// The last write.
    write: Option<(CheckedWrite, i64)>,
}

impl DocumentBook {
    /// Reads the versions of `keys`, sorted and locked on PostgreSQL.
    pub async fn load(tx: &DatabaseTransaction, keys: BTreeSet<DocumentKey>) -> Result<Self, StoreError> {
        let mut documents: BTreeMap<DocumentKey, State> = BTreeMap::new();
        let collections: BTreeSet<CollectionKey> =
            keys.iter().map(|key| (key.tenant, key.plugin.clone(), key.collection.clone())).collect();
        let generations = generation::load(tx, &collections).await?;
        for chunk in by_collection(keys.iter()) {
            let Some(first) = chunk.first() else { continue };
            let text = "SELECT document_key, version FROM document WHERE tenant_id = ? AND plugin = ? \
                        AND collection = ? AND document_key IN ";
            let place =
                [first.tenant.0.into(), first.plugin.as_str().into(), first.collection.as_str().into()];
            let mut sql = Sql::with(backend(tx), text, place);
            sql.list(chunk.iter().map(|key| key.key.clone())).push(" ORDER BY document_key").for_update();
            for row in sql.all(tx).await? {
                let version: u64 = narrow(row.at(1)?, "document version")?;
                let key = DocumentKey { key: row.at(0)?, ..DocumentKey::clone(first) };
                documents.insert(key, State { stored: version, current: version, write: None });
            }
        }
        for key in keys {
            documents.entry(key).or_default();
        }
        Ok(DocumentBook { documents, generations })
    }

    /// Says whether `writes` would all apply, one after the other; changes nothing.
    pub fn check(
        &self,
        tenant: TenantId,
        plugin: &str,
        writes: &[CheckedWrite],
    ) -> Result<(), WriteConflict> {
        let mut after: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for write in writes {
            let place = (write.collection.as_str(), write.key.as_str());
            let collection = (tenant, plugin.to_owned(), write.collection.clone());
            if self.generations.get(&collection) != Some(&write.generation) {
                return Err(WriteConflict::Generation { collection: write.collection.clone() });
            }
            let current = match after.get(&place) {
                Some(version) => *version,
                None => self.documents.get(&key_of(tenant, plugin, write)).map_or(0, |state| state.current),
            };
            if write.expected_version.is_some_and(|expected| expected != current) {
                let (collection, key) = (write.collection.clone(), write.key.clone());
                return Err(WriteConflict::Version { collection, key, current });
            }
            after.insert(place, if write.body.is_some() { current + 1 } else { 0 });
        }
        Ok(())
    }

    /// Takes writes that [`Self::check`] passed; gives the new versions.
    pub fn write(
        &mut self,
        tenant: TenantId,
        plugin: &str,
        writes: Vec<CheckedWrite>,
        now_ms: i64,
    ) -> Vec<u64> {
        let mut versions = Vec::with_capacity(writes.len());
        for write in writes {
            let state = self.documents.entry(key_of(tenant, plugin, &write)).or_default();
            state.current = if write.body.is_some() { state.current + 1 } else { 0 };
            versions.push(state.current);
            state.write = Some((write, now_ms));
        }
        versions
    }

    /// Writes everything. A document that was not there when read is inserted, so that of two nodes that make the
    /// same one the second fails and reads again.
    pub async fn flush(self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let (mut made, mut changed, mut fields) = (Vec::new(), Vec::new(), Vec::new());
        let (mut gone, mut reindexed): (Vec<DocumentKey>, Vec<DocumentKey>) = Default::default();
        for (key, state) in self.documents {
            let Some((write, now_ms)) = state.write else { continue };
            if state.stored > 0 && write.is_indexed {
                reindexed.push(key.clone());
            }
            let Some(body) = write.body else {
                if state.stored > 0 {
                    gone.push(key);
                }
                continue;
            };
            fields.extend(write.fields.into_iter().map(|(field, value)| document_field::Model {
                tenant_id: key.tenant.0,
                plugin: key.plugin.clone(),
                collection: key.collection.clone(),
                field,
                value,
                document_key: key.key.clone(),
            }));
            let row = document::Model {
                tenant_id: key.tenant.0,
                plugin: key.plugin,
                collection: key.collection,
                document_key: key.key,
                version: i64::try_from(state.current).unwrap_or(i64::MAX),
                body,
                updated_at_ms: now_ms,
            };
            if state.stored > 0 { changed.push(row) } else { made.push(row) }
        }
        delete(tx, "document", &gone).await?;
        delete(tx, "document_field", &reindexed).await?;
        db::insert::<document::Entity>(tx, &made, OnConflict::Fail).await?;
        let change = "(tenant_id, plugin, collection, document_key) DO UPDATE SET version = excluded.version, \
                      body = excluded.body, updated_at_ms = excluded.updated_at_ms";
        db::insert::<document::Entity>(tx, &changed, OnConflict::Do(change)).await?;
        db::insert::<document_field::Entity>(tx, &fields, OnConflict::Fail).await
    }
}

fn key_of(tenant: TenantId, plugin: &str, write: &CheckedWrite) -> DocumentKey {
    DocumentKey {
        tenant,
        plugin: plugin.to_owned(),
        collection: write.collection.clone(),
        key: write.key.clone(),
    }
}

async fn delete(tx: &DatabaseTransaction, table: &str, keys: &[DocumentKey]) -> Result<(), StoreError> {
    for chunk in by_collection(keys.iter()) {
        let Some(first) = chunk.first() else { continue };
        let text = format!(
            "DELETE FROM {table} WHERE tenant_id = ? AND plugin = ? AND collection = ? AND document_key IN "
        );
        let place = [first.tenant.0.into(), first.plugin.as_str().into(), first.collection.as_str().into()];
        let mut sql = Sql::with(backend(tx), &text, place);
        sql.list(chunk.iter().map(|key| key.key.clone()));
        sql.execute(tx).await?;
    }
    Ok(())
}

/// Cuts sorted keys into runs of one collection that fit into one `IN` list.
fn by_collection<'a>(keys: impl Iterator<Item = &'a DocumentKey>) -> Vec<Vec<&'a DocumentKey>> {
    let mut runs: Vec<Vec<&DocumentKey>> = Vec::new();
    for key in keys {
        match runs.last_mut() {
            Some(run)
                if run.len() < LOOKUP_MAX
                    && run.first().is_some_and(|first| {
                        (first.tenant, &first.plugin, &first.collection)
                            == (key.tenant, &key.plugin, &key.collection)
                    }) =>
            {
                run.push(key);
            }
            _ => runs.push(vec![key]),
        }
    }
    runs
}
