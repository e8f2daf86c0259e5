//! Versions of a tenant's data that caches live under.

use crate::StoreError;
use crate::db::{Row, Sql, backend};
use bodega_domain::ids::TenantId;
use sea_orm::ConnectionTrait;

/// Products, prices, taxes, organisation.
pub(crate) const CATALOG: &str = "catalog";
/// Installations, snapshots, collections.
pub(crate) const INSTALLATIONS: &str = "installations";
/// Timelines of installations; only its lock is of use.
pub(crate) const TIMELINE: &str = "timeline";

/// Counts up. Called first in a transaction: on PostgreSQL the row's lock makes such writers of a tenant take turns.
pub(crate) async fn bump(tx: &impl ConnectionTrait, tenant: TenantId, name: &str) -> Result<(), StoreError> {
    let text = "INSERT INTO tenant_counter (tenant_id, name, value) VALUES (?, ?, 1) \
                ON CONFLICT (tenant_id, name) DO UPDATE SET value = tenant_counter.value + 1";
    Sql::with(backend(tx), text, [tenant.0.into(), name.into()]).execute(tx).await.map(|_| ())
}

/// The value; 0 before the first count.
pub(crate) async fn value(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    name: &str,
) -> Result<i64, StoreError> {
    let text = "SELECT value FROM tenant_counter WHERE tenant_id = ? AND name = ?";
    match Sql::with(backend(conn), text, [tenant.0.into(), name.into()]).one(conn).await? {
        Some(row) => row.at(0),
        None => Ok(0),
    }
}
