//! The kill list: what hosts must not run. Hosts poll it with the last number they know.

use crate::market::problem::{MarketResult, Query};
use crate::store::entities::kill;
use crate::store::page::PAGE_MAX;
use crate::{Registry, RegistryError};
use axum::Json;
use axum::extract::State;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// From where on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    after: i64,
}

/// Something that must not run.
#[derive(Clone, Debug, Serialize)]
pub struct Kill {
    /// Its place in the list, from 1 on without gaps.
    pub number: i64,
    /// `publisher/name`.
    pub package: String,
    /// Version.
    pub version: String,
    /// Digest of the package.
    pub digest: String,
    /// Digest of its component.
    pub component: String,
    /// Why, for people.
    pub reason: String,
    /// When, ms.
    pub killed_at_ms: i64,
}

/// Kills after a number, in order.
#[derive(Clone, Debug, Serialize)]
pub struct KillList {
    /// At most a page of them.
    pub items: Vec<Kill>,
    /// The greatest number there is: a host that knows a greater one talks to a registry that lost its memory.
    pub last: i64,
}

/// `GET /kill-list?after=NUMBER`: everything killed since, at most 200 at a time. Anybody may ask.
pub(crate) async fn list(
    State(registry): State<Registry>,
    Query(from): Query<From>,
) -> MarketResult<Json<KillList>> {
    Ok(Json(after(&registry, from.after).await?))
}

/// The kills after a number.
pub(crate) async fn after(registry: &Registry, number: i64) -> Result<KillList, RegistryError> {
    let db = registry.db();
    let after = kill::Entity::find().filter(kill::Column::Number.gt(number));
    let rows = after.order_by_asc(kill::Column::Number).limit(u64::from(PAGE_MAX)).all(db).await?;
    let last = kill::Entity::find().order_by_desc(kill::Column::Number).one(db).await?;
    let items = rows.into_iter().map(|row| Kill {
        number: row.number,
        package: row.package,
        version: row.version,
        digest: row.digest,
        component: row.component,
        reason: row.reason,
        killed_at_ms: row.killed_at_ms,
    });
    Ok(KillList { items: items.collect(), last: last.map_or(0, |last| last.number) })
}
