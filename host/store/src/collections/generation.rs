//! Generations of collections. A document is checked by its collection's schema before its transaction begins; another
//! version of the plugin may take over in between. So each declaration has a generation, which counts on whenever the
//! schema changes or documents were migrated, and a write is refused where it was checked by another one.

use crate::StoreError;
use crate::db::{Row, Sql, backend};
use crate::store::Backend;
use bodega_domain::ids::TenantId;
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};

/// A collection: tenant, plugin, name.
pub(crate) type CollectionKey = (TenantId, String, String);

/// The generations of collections. On PostgreSQL they stay as they are until the transaction ends.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    collections: &BTreeSet<CollectionKey>,
) -> Result<BTreeMap<CollectionKey, i64>, StoreError> {
    let mut owners: BTreeMap<(TenantId, &str), Vec<&str>> = BTreeMap::new();
    for (tenant, plugin, name) in collections {
        owners.entry((*tenant, plugin)).or_default().push(name);
    }
    let mut generations = BTreeMap::new();
    for ((tenant, plugin), names) in owners {
        let text = "SELECT name, generation FROM collection WHERE tenant_id = ? AND plugin = ? AND name IN ";
        let mut sql = Sql::with(backend(tx), text, [tenant.0.into(), plugin.into()]);
        sql.list(names).push(" ORDER BY name");
        if backend(tx) == Backend::Postgres {
            sql.push(" FOR SHARE");
        }
        for row in sql.all(tx).await? {
            generations.insert((tenant, plugin.to_owned(), row.at(0)?), row.at(1)?);
        }
    }
    Ok(generations)
}
