//! Lists products page by page.

use super::products::with_variants;
use super::{Product, ProductStatus};
use crate::entities::product;
use crate::page::after_prefix;
use crate::{PAGE_MAX, Page, PageRequest, Store, StoreError};
use bodega_domain::ids::{ProductId, TenantId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Which products are wanted; `None` = any.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// The category or those below it.
    pub category: Option<String>,
    /// The status.
    pub status: Option<ProductStatus>,
    /// The start of the name.
    pub name_prefix: Option<String>,
}

impl Store {
    /// Products by name with all their variants.
    pub async fn list_products(
        &self,
        tenant: TenantId,
        filter: &ProductFilter,
        page: &PageRequest,
    ) -> Result<Page<Product>, StoreError> {
        use product::Column;
        let mut query = product::Entity::find()
            .filter(Column::TenantId.eq(tenant.0))
            .order_by_asc(Column::Name)
            .order_by_asc(Column::Id)
            .limit(page.fetch());
        if let Some((name, id)) = page.key::<(String, Uuid)>()? {
            // The first half lets the index find the place, the second passes over equal names.
            query = query
                .filter(Column::Name.gte(name.clone()))
                .filter(Condition::any().add(Column::Name.gt(name)).add(Column::Id.gt(id)));
        }
        if let Some(prefix) = &filter.name_prefix {
            query = query.filter(Column::Name.between(prefix.clone(), after_prefix(prefix)));
        }
        if let Some(category) = &filter.category {
            let below = format!("{category}/");
            query = query.filter(
                Condition::any()
                    .add(Column::Category.eq(category.clone()))
                    .add(Column::Category.between(below.clone(), after_prefix(&below))),
            );
        }
        if let Some(status) = filter.status {
            query = query.filter(Column::Status.eq(status.as_str()));
        }
        let page = page.page(query.all(&self.db.read).await?, |row| (row.name.clone(), row.id));
        Ok(Page { items: with_variants(&self.db.read, tenant, page.items).await?, next: page.next })
    }

    /// Products after the id `after`, by id, with all their variants; at most `max` (500 at most).
    pub async fn scan_products(
        &self,
        tenant: TenantId,
        after: Option<ProductId>,
        max: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let mut query = product::Entity::find()
            .filter(product::Column::TenantId.eq(tenant.0))
            .order_by_asc(product::Column::Id)
            .limit(u64::from(max.min(PAGE_MAX)));
        if let Some(after) = after {
            query = query.filter(product::Column::Id.gt(after.0));
        }
        with_variants(&self.db.read, tenant, query.all(&self.db.read).await?).await
    }
}
