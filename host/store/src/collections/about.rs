//! Documents about a member, in all collections of all plugins: for its export and erasure.

use super::declare::read_declared;
use super::personal::personal_of;
use super::{Document, FieldTest, FieldValue};
use crate::entities::collection;
use crate::{PageRequest, Store, StoreError};
use bodega_domain::ids::{MemberId, TenantId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A document about a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDocument {
    /// The plugin's name.
    pub plugin: String,
    /// The collection.
    pub collection: String,
    /// The document.
    pub document: Document,
}

impl Store {
    /// Documents of all plugins that schemas mark as about this member (`x-member`), by plugin and collection; at most `max`.
    pub async fn member_documents(
        &self,
        tenant: TenantId,
        member: MemberId,
        max: usize,
    ) -> Result<Vec<MemberDocument>, StoreError> {
        let rows = collection::Entity::find()
            .filter(collection::Column::TenantId.eq(tenant.0))
            .order_by_asc(collection::Column::Plugin)
            .order_by_asc(collection::Column::Name)
            .all(&self.db.read)
            .await?;
        let (id, mut found) = (member.to_string(), Vec::new());
        for row in rows {
            let (plugin, declared) = (row.plugin.clone(), read_declared(row)?);
            let (name, personal) = (&declared.collection.name, personal_of(&declared.collection));
            if personal.is_member_keyed
                && let Some(document) = self.get_document(tenant, &plugin, name, &id).await?
            {
                let (plugin, collection) = (plugin.clone(), name.clone());
                found.push(MemberDocument { plugin, collection, document });
            }
            for field in &personal.member_fields {
                let test = [FieldTest::is(field, FieldValue::Text(id.clone()))];
                let mut page = PageRequest::default();
                while found.len() < max {
                    let part = self.select_documents(tenant, &plugin, name, &test, &page).await?;
                    let about = part.items.into_iter().map(|document| {
                        let (plugin, collection) = (plugin.clone(), name.clone());
                        MemberDocument { plugin, collection, document }
                    });
                    found.extend(about);
                    match part.next {
                        Some(next) => page.after = Some(next),
                        None => break,
                    }
                }
            }
        }
        // A document may name the member twice.
        found.sort_by(|a, b| key_of(a).cmp(&key_of(b)));
        found.dedup_by(|a, b| key_of(a) == key_of(b));
        found.truncate(max);
        Ok(found)
    }
}

fn key_of(found: &MemberDocument) -> (&str, &str, &str) {
    (&found.plugin, &found.collection, &found.document.key)
}
