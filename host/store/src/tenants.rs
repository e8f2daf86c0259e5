//! Tenants: merchants that share the installation but no data.

use crate::db::{self, OnConflict};
use crate::entities::tenant;
use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Short name in commands and addresses, unique in the installation.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// When it was made.
    pub created_at_ms: i64,
}

/// Why a tenant is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PutTenantError {
    /// Another tenant has this code.
    #[error("tenant code {code:?} is taken")]
    CodeTaken {
        /// The code.
        code: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes a tenant or changes its code and name.
    pub async fn put_tenant(&self, tenant: &Tenant) -> Result<(), PutTenantError> {
        let row = tenant::Model {
            tenant_id: tenant.id.0,
            code: tenant.code.clone(),
            name: tenant.name.clone(),
            created_at_ms: tenant.created_at_ms,
        };
        let tx = self.db.begin().await?;
        let change = OnConflict::Do("(tenant_id) DO UPDATE SET code = excluded.code, name = excluded.name");
        db::insert::<tenant::Entity>(&tx, &[row], change).await.map_err(|error| {
            if error.is_taken("tenant_code", "tenant.code") {
                PutTenantError::CodeTaken { code: tenant.code.clone() }
            } else {
                error.into()
            }
        })?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// The tenant of this id.
    pub async fn get_tenant(&self, id: TenantId) -> Result<Option<Tenant>, StoreError> {
        Ok(tenant::Entity::find_by_id(id.0).one(&self.db.read).await?.map(Tenant::from))
    }

    /// The tenant of this code.
    pub async fn find_tenant(&self, code: &str) -> Result<Option<Tenant>, StoreError> {
        let found = tenant::Entity::find().filter(tenant::Column::Code.eq(code)).one(&self.db.read).await?;
        Ok(found.map(Tenant::from))
    }

    /// All tenants by code.
    pub async fn list_tenants(&self, page: &PageRequest) -> Result<Page<Tenant>, StoreError> {
        let mut query = tenant::Entity::find().order_by_asc(tenant::Column::Code).limit(page.fetch());
        if let Some(code) = page.key::<String>()? {
            query = query.filter(tenant::Column::Code.gt(code));
        }
        let tenants = query.all(&self.db.read).await?.into_iter().map(Tenant::from).collect();
        Ok(page.page(tenants, |tenant: &Tenant| tenant.code.clone()))
    }
}

impl From<tenant::Model> for Tenant {
    fn from(row: tenant::Model) -> Self {
        Tenant {
            id: TenantId(row.tenant_id),
            code: row.code,
            name: row.name,
            created_at_ms: row.created_at_ms,
        }
    }
}
