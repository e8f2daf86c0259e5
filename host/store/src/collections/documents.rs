//! Reads documents by key.

use super::Document;
use crate::db::narrow;
use crate::entities::document;
use crate::{PAGE_MAX, Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

impl Store {
    /// The document of this key.
    pub async fn get_document(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        key: &str,
    ) -> Result<Option<Document>, StoreError> {
        let key = (tenant.0, plugin.to_owned(), collection.to_owned(), key.to_owned());
        let found = document::Entity::find_by_id(key).one(&self.db.read).await?;
        let found = found.map(Document::try_from).transpose()?;
        Ok(self.open_documents(tenant, plugin, collection, found).await?.pop())
    }

    /// Documents of these keys, at most 500, by key; missing ones are left out.
    pub async fn get_documents(
        &self,
        tenant: TenantId,
        plugin: &str,
        collection: &str,
        keys: &[String],
    ) -> Result<Vec<Document>, StoreError> {
        if keys.len() > PAGE_MAX as usize {
            return Err(StoreError::Refused(format!("at most {PAGE_MAX} documents at once")));
        }
        let rows = document::Entity::find()
            .filter(document::Column::TenantId.eq(tenant.0))
            .filter(document::Column::Plugin.eq(plugin))
            .filter(document::Column::Collection.eq(collection))
            .filter(document::Column::DocumentKey.is_in(keys.iter().cloned()))
            .order_by_asc(document::Column::DocumentKey)
            .all(&self.db.read)
            .await?;
        let documents = rows.into_iter().map(Document::try_from).collect::<Result<Vec<_>, _>>()?;
        self.open_documents(tenant, plugin, collection, documents).await
    }
}

/// The body is as it is stored.
impl TryFrom<document::Model> for Document {
    type Error = StoreError;

    fn try_from(row: document::Model) -> Result<Self, StoreError> {
        Ok(Document {
            key: row.document_key,
            version: narrow(row.version, "document version")?,
            body: row.body,
            updated_at_ms: row.updated_at_ms,
        })
    }
}
