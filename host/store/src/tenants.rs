//! Tenants: merchants that share the installation but no data.

use crate::{Page, PageRequest, Store, StoreError};
use bodega_domain::ids::TenantId;

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
        let _ = tenant;
        todo!()
    }

    /// The tenant of this id.
    pub async fn get_tenant(&self, id: TenantId) -> Result<Option<Tenant>, StoreError> {
        let _ = id;
        todo!()
    }

    /// The tenant of this code.
    pub async fn find_tenant(&self, code: &str) -> Result<Option<Tenant>, StoreError> {
        let _ = code;
        todo!()
    }

    /// All tenants by code.
    pub async fn list_tenants(&self, page: &PageRequest) -> Result<Page<Tenant>, StoreError> {
        let _ = page;
        todo!()
    }
}
