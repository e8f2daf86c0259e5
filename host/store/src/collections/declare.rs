//! Declares collections and compiles their schemas.

use super::Collection;
use super::check::index_fields;
use super::personal::{BodyOf, is_sealed, open_body, personal_of, stored_body};
use super::{DOCUMENT_KEY_MAX, DOCUMENT_MAX, INDEXED_MAX};
use crate::counters;
use crate::db::{self, OnConflict, Row, Sql, from_json, to_json};
use crate::entities::{collection, document_field};
use crate::vault::TenantKeys;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

/// Why a declaration is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeclareError {
    /// The schema is no JSON Schema, or refers to something outside itself.
    #[error("schema of collection {collection:?}: {message}")]
    Schema {
        /// The collection.
        collection: String,
        /// What is wrong.
        message: String,
    },
    /// Too many indexed fields, or a name out of bounds.
    #[error("collection {collection:?}: {message}")]
    Limits {
        /// The collection.
        collection: String,
        /// What is wrong.
        message: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes the plugin's collections those given; documents of collections no longer named stay, unreachable.
    pub async fn declare_collections(
        &self,
        tenant: TenantId,
        plugin: &str,
        collections: &[Collection],
    ) -> Result<(), DeclareError> {
        self.check_declarations(collections)?;
        let keys = self.vault.keys(tenant).await.map_err(DeclareError::Store)?;
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        write(&tx, &keys, plugin, collections, Reindex::WhereIndexesChanged).await?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// Refuses what no collection can be.
    pub(crate) fn check_declarations(&self, collections: &[Collection]) -> Result<(), DeclareError> {
        collections.iter().try_for_each(|collection| self.check_declaration(collection))
    }

    /// The declared collections of a plugin, by name.
    pub async fn list_collections(
        &self,
        tenant: TenantId,
        plugin: &str,
    ) -> Result<Vec<Collection>, StoreError> {
        let declared = declared(&self.db.read, tenant, plugin).await?;
        Ok(declared.into_iter().map(|declared| declared.collection).collect())
    }

    fn check_declaration(&self, collection: &Collection) -> Result<(), DeclareError> {
        let name = || collection.name.clone();
        let limits = |message: String| DeclareError::Limits { collection: name(), message };
        if collection.name.is_empty() || collection.name.len() > DOCUMENT_KEY_MAX {
            return Err(limits(format!("a name is 1 to {DOCUMENT_KEY_MAX} bytes")));
        }
        if collection.schema_json.len() > DOCUMENT_MAX {
            return Err(limits(format!("a schema is at most {DOCUMENT_MAX} bytes")));
        }
        if collection.indexed.len() > INDEXED_MAX {
            return Err(limits(format!("at most {INDEXED_MAX} fields can be indexed")));
        }
        match self.validators.get(&collection.schema_json) {
            Ok(_) => Ok(()),
            Err(message) => Err(DeclareError::Schema { collection: name(), message }),
        }
    }
}

/// A declared collection, and which of its declarations this is.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub collection: Collection,
    pub generation: i64,
}

/// The declared collections of a plugin, by name.
pub(super) async fn declared(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    plugin: &str,
) -> Result<Vec<Declared>, StoreError> {
    let rows = collection::Entity::find()
        .filter(collection::Column::TenantId.eq(tenant.0))
        .filter(collection::Column::Plugin.eq(plugin))
        .order_by_asc(collection::Column::Name)
        .all(conn)
        .await?;
    rows.into_iter().map(read_declared).collect()
}

pub(super) fn read_declared(row: collection::Model) -> Result<Declared, StoreError> {
    let collection = Collection {
        name: row.name,
        schema_json: row.schema_json,
        is_compiled: row.is_compiled,
        indexed: from_json(&row.indexed_json, "indexed fields")?,
    };
    Ok(Declared { collection, generation: row.generation })
}

/// Which collections' index rows are made anew, and take no more writes that were checked before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reindex<'a> {
    /// Those whose indexed fields changed.
    WhereIndexesChanged,
    /// Those too, whose documents are others now.
    AlsoMigrated(&'a [String]),
}

impl Reindex<'_> {
    fn names(&self, name: &str) -> bool {
        matches!(self, Reindex::AlsoMigrated(names) if names.iter().any(|own| own == name))
    }
}

/// Makes the plugin's collections those given. The tenant's installations counter was bumped before: it numbers
/// generations.
pub(crate) async fn write(
    tx: &DatabaseTransaction,
    keys: &TenantKeys,
    plugin: &str,
    collections: &[Collection],
    again: Reindex<'_>,
) -> Result<(), StoreError> {
    let tenant = keys.tenant();
    let before = declared(tx, tenant, plugin).await?;
    let old = |name: &str| before.iter().find(|old| old.collection.name == name);
    let next = counters::value(tx, tenant, counters::INSTALLATIONS).await?;
    let row = |collection: &Collection| {
        let same = old(&collection.name).filter(|old| old.collection == *collection);
        let kept = same.filter(|_| !again.names(&collection.name)).map(|old| old.generation);
        row_of(tenant, plugin, collection, kept.unwrap_or(next))
    };
    let mut rows: Vec<collection::Model> = collections.iter().map(row).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let text = "DELETE FROM collection WHERE tenant_id = ? AND plugin = ?";
    Sql::with(db::backend(tx), text, [tenant.0.into(), plugin.into()]).execute(tx).await?;
    db::insert::<collection::Entity>(tx, &rows, OnConflict::Fail).await?;
    for collection in collections {
        let is_stored_so = old(&collection.name).is_some_and(|old| {
            old.collection.indexed == collection.indexed
                && personal_of(&old.collection) == personal_of(collection)
        });
        if !is_stored_so || again.names(&collection.name) {
            reindex(tx, keys, plugin, collection).await?;
        }
    }
    Ok(())
}

fn row_of(tenant: TenantId, plugin: &str, collection: &Collection, generation: i64) -> collection::Model {
    collection::Model {
        tenant_id: tenant.0,
        plugin: plugin.to_owned(),
        name: collection.name.clone(),
        schema_json: collection.schema_json.clone(),
        is_compiled: collection.is_compiled,
        indexed_json: to_json(&collection.indexed),
        generation,
    }
}

/// Documents read at a time when an index is made anew.
const REINDEX_PAGE: i64 = 500;

/// Makes the index rows of all documents of a collection anew, and seals or unseals their bodies as its schema says.
async fn reindex(
    tx: &DatabaseTransaction,
    keys: &TenantKeys,
    plugin: &str,
    collection: &Collection,
) -> Result<(), StoreError> {
    let (tenant, personal) = (keys.tenant(), personal_of(collection));
    let place = || [tenant.0.into(), plugin.into(), collection.name.as_str().into()];
    let text = "DELETE FROM document_field WHERE tenant_id = ? AND plugin = ? AND collection = ?";
    Sql::with(db::backend(tx), text, place()).execute(tx).await?;
    let mut after = String::new();
    loop {
        let text =
            "SELECT document_key, body FROM document WHERE tenant_id = ? AND plugin = ? AND collection = ?";
        let mut sql = Sql::with(db::backend(tx), text, place());
        sql.push_with(
            " AND document_key > ? ORDER BY document_key LIMIT ?",
            [after.clone().into(), REINDEX_PAGE.into()],
        );
        let mut rows = Vec::new();
        let page = sql.all(tx).await?;
        for row in &page {
            let stored: String = row.at(1)?;
            after = row.at(0)?;
            let of = BodyOf { plugin, collection: &collection.name, key: &after };
            let body = open_body(keys, of, &stored)?;
            if is_sealed(&stored) != personal.has_any {
                let text = "UPDATE document SET body = ? WHERE tenant_id = ? AND plugin = ? AND collection = ? \
                            AND document_key = ?";
                let [tenant, plugin, collection] = place();
                let body = stored_body(keys, &personal, of, &body)?;
                let values = [body.into(), tenant, plugin, collection, after.as_str().into()];
                Sql::with(db::backend(tx), text, values).execute(tx).await?;
            }
            let document = from_json(&body, "document")?;
            for (field, value) in index_fields(keys, plugin, (collection, &personal), &document) {
                rows.push(document_field::Model {
                    tenant_id: tenant.0,
                    plugin: plugin.to_owned(),
                    collection: collection.name.clone(),
                    field,
                    value,
                    document_key: after.clone(),
                });
            }
        }
        db::insert::<document_field::Entity>(tx, &rows, OnConflict::Fail).await?;
        if page.len() < REINDEX_PAGE as usize {
            return Ok(());
        }
    }
}
