//! Declares collections and compiles their schemas.

use super::Collection;
use super::check::index_fields;
use super::{DOCUMENT_KEY_MAX, DOCUMENT_MAX, INDEXED_MAX};
use crate::counters;
use crate::db::{self, OnConflict, Row, Sql, from_json, to_json};
use crate::entities::{collection, document_field};
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

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
        for collection in collections {
            self.check_declaration(collection)?;
        }
        let before = self.list_collections(tenant, plugin).await?;
        let mut rows: Vec<collection::Model> =
            collections.iter().map(|collection| row_of(tenant, plugin, collection)).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        let tx = self.db.begin().await?;
        counters::bump(&tx, tenant, counters::INSTALLATIONS).await?;
        let text = "DELETE FROM collection WHERE tenant_id = ? AND plugin = ?";
        Sql::with(self.backend(), text, [tenant.0.into(), plugin.into()]).execute(&tx).await?;
        db::insert::<collection::Entity>(&tx, &rows, OnConflict::Fail).await?;
        for collection in collections {
            let old = before.iter().find(|old| old.name == collection.name);
            if old.is_none_or(|old| old.indexed != collection.indexed) {
                reindex(&tx, tenant, plugin, collection).await?;
            }
        }
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// The declared collections of a plugin, by name.
    pub async fn list_collections(
        &self,
        tenant: TenantId,
        plugin: &str,
    ) -> Result<Vec<Collection>, StoreError> {
        let rows = collection::Entity::find()
            .filter(collection::Column::TenantId.eq(tenant.0))
            .filter(collection::Column::Plugin.eq(plugin))
            .order_by_asc(collection::Column::Name)
            .all(&self.db.read)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Collection {
                    name: row.name,
                    schema_json: row.schema_json,
                    is_compiled: row.is_compiled,
                    indexed: from_json(&row.indexed_json, "indexed fields")?,
                })
            })
            .collect()
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

fn row_of(tenant: TenantId, plugin: &str, collection: &Collection) -> collection::Model {
    collection::Model {
        tenant_id: tenant.0,
        plugin: plugin.to_owned(),
        name: collection.name.clone(),
        schema_json: collection.schema_json.clone(),
        is_compiled: collection.is_compiled,
        indexed_json: to_json(&collection.indexed),
    }
}

/// Documents read at a time when an index is made anew.
const REINDEX_PAGE: i64 = 500;

/// Makes the index rows of all documents of a collection anew.
async fn reindex(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    plugin: &str,
    collection: &Collection,
) -> Result<(), StoreError> {
    let place = || [tenant.0.into(), plugin.into(), collection.name.as_str().into()];
    let text = "DELETE FROM document_field WHERE tenant_id = ? AND plugin = ? AND collection = ?";
    Sql::with(db::backend(tx), text, place()).execute(tx).await?;
    if collection.indexed.is_empty() {
        return Ok(());
    }
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
            let body: String = row.at(1)?;
            after = row.at(0)?;
            for (field, value) in index_fields(collection, &from_json(&body, "document")?) {
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
