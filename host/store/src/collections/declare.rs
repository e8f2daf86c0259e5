//! Declares collections and compiles their schemas.

use super::Collection;
use crate::{Store, StoreError};
use bodega_domain::ids::TenantId;

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
        let _ = (tenant, plugin, collections);
        todo!()
    }

    /// The declared collections of a plugin, by name.
    pub async fn list_collections(
        &self,
        tenant: TenantId,
        plugin: &str,
    ) -> Result<Vec<Collection>, StoreError> {
        let _ = (tenant, plugin);
        todo!()
    }
}
