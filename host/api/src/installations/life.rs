//! What happened to an installation, what it used, and the way back.

use super::wire::Installation;
use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller, Listed, PageParams};
use crate::problem::{ApiResult, Problem};
use crate::wire::{bounded, stored_json};
use axum::extract::State;
use bodega_app::data::{TimelineEntry, UsageDelta};
use bodega_app::{App, plugins};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The longest reason, characters.
const REASON_MAX: usize = 500;

/// Something that happened to an installation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Happening {
    /// Counts up from 1.
    pub seq: i64,
    /// When, ms since 1970 UTC.
    pub at_ms: i64,
    /// `installed`, `switched`, `rolled_back`, `breaker_opened` ...
    pub kind: String,
    /// A token, or the host itself.
    pub actor: String,
    /// More of it.
    pub details: Value,
}

impl TryFrom<TimelineEntry> for Happening {
    type Error = Problem;

    fn try_from(row: TimelineEntry) -> Result<Self, Problem> {
        Ok(Happening {
            seq: row.seq,
            at_ms: row.at_ms,
            kind: row.kind,
            actor: row.actor,
            details: stored_json(&row.details_json)?,
        })
    }
}

/// List what happened to an installation, newest first; also after it was taken away
#[utoipa::path(get, path = "/v1/installations/{id}/timeline", tag = "plugins",
    params(("id" = Uuid, Path), PageParams), responses((status = 200, body = Listed<Happening>)))]
pub(crate) async fn list_timeline(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(page): ApiQuery<PageParams>,
) -> ApiResult<ApiJson<Listed<Happening>>> {
    let Caller(cx) = caller;
    let page = plugins::list_timeline(&app, &cx, id.into(), &page.request()?).await?;
    let items = page.items.into_iter().map(Happening::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: page.next.map(|cursor| cursor.0) }))
}

/// Why an earlier version comes back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollBack {
    /// For the timeline.
    pub reason: String,
}

/// Go back to the version before the last switch
#[utoipa::path(post, path = "/v1/installations/{id}/rollback", tag = "plugins",
    params(("id" = Uuid, Path)), request_body = RollBack, responses((status = 200, body = Installation)))]
pub(crate) async fn roll_back(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<RollBack>,
) -> ApiResult<ApiJson<Installation>> {
    let Caller(cx) = caller;
    bounded("/reason", &body.reason, REASON_MAX)?;
    plugins::roll_back(&app, &cx, id.into(), &body.reason).await?;
    Ok(ApiJson(plugins::get_installation(&app, &cx, id.into()).await?.try_into()?))
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsageQuery {
    /// The first day (UTC), `YYYY-MM-DD`.
    from: String,
    /// The last day, included.
    to: String,
}

/// What an installation used on a day at one extension point.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Usage {
    /// `YYYY-MM-DD`, UTC.
    pub day: String,
    /// The extension point.
    pub point: String,
    /// Calls.
    pub calls: i64,
    /// Those that failed.
    pub failures: i64,
    /// Cost units.
    pub cost_units: i64,
    /// Wall clock, microseconds.
    pub wall_us: i64,
    /// The most memory of one call, bytes.
    pub peak_memory_bytes: i64,
    /// Requests to the outside.
    pub egress_calls: i64,
    /// Bytes of them and their answers.
    pub egress_bytes: i64,
}

impl From<UsageDelta> for Usage {
    fn from(row: UsageDelta) -> Self {
        Usage {
            day: row.day,
            point: row.point,
            calls: row.usage.calls,
            failures: row.usage.failures,
            cost_units: row.usage.cost_units,
            wall_us: row.usage.wall_us,
            peak_memory_bytes: row.usage.peak_memory,
            egress_calls: row.usage.egress_calls,
            egress_bytes: row.usage.egress_bytes,
        }
    }
}

/// List what an installation used, by day and point
#[utoipa::path(get, path = "/v1/installations/{id}/usage", tag = "plugins",
    params(("id" = Uuid, Path), UsageQuery), responses((status = 200, body = Listed<Usage>)))]
pub(crate) async fn list_usage(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<UsageQuery>,
) -> ApiResult<ApiJson<Listed<Usage>>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Listed::whole(plugins::list_usage(&app, &cx, id.into(), &query.from, &query.to).await?)))
}
