//! The kill list: what hosts must not run. Hosts poll it with the last number they know.

use crate::Registry;
use crate::market::problem::{MarketResult, Query};
use crate::store::entities::kill;
use crate::store::page::PAGE_MAX;
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
struct Kill {
    number: i64,
    package: String,
    version: String,
    digest: String,
    component: String,
    reason: String,
    killed_at_ms: i64,
}

/// Kills after a number, in order.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct KillList {
    items: Vec<Kill>,
    /// The greatest number there is: a host that knows a greater one talks to a registry that lost its memory.
    last: i64,
}

/// `GET /kill-list?after=NUMBER`: everything killed since, at most 200 at a time. Anybody may ask.
pub(crate) async fn list(
    State(registry): State<Registry>,
    Query(from): Query<From>,
) -> MarketResult<Json<KillList>> {
    let db = registry.db();
    let after = kill::Entity::find().filter(kill::Column::Number.gt(from.after));
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
    Ok(Json(KillList { items: items.collect(), last: last.map_or(0, |last| last.number) }))
}
