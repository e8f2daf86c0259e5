//! Lists the audit trail.

use super::wire::{ActKind, ActorKind, AuditEntry};
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::audit::AuditFilter;
use bodega_app::{App, audit};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Of this sort of caller.
    #[param(inline)]
    actor_kind: Option<ActorKind>,
    /// Of this caller.
    actor_id: Option<String>,
    /// About this kind of object.
    object_kind: Option<String>,
    /// About this object.
    object_id: Option<String>,
    /// Of this operation.
    operation: Option<String>,
    /// Changes, or readings of personal data.
    #[param(inline)]
    kind: Option<ActKind>,
    /// Asked for at this time or later, ms since 1970 UTC.
    from_ms: Option<i64>,
    /// Asked for before this time, ms since 1970 UTC.
    until_ms: Option<i64>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List the audit trail, newest first
///
/// Every change and every reading of personal data: who, when, from where, what, before and after. Sales, returns and
/// events are journals of their own. Entries are kept for at least 180 days; `bodega audit verify` proves them.
#[utoipa::path(get, path = "/v1/audit", tag = "organisation", params(AuditQuery),
    responses((status = 200, body = Listed<AuditEntry>)))]
pub(crate) async fn list_audit(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<AuditQuery>,
) -> ApiResult<ApiJson<Listed<AuditEntry>>> {
    let Caller(cx) = caller;
    let filter = AuditFilter {
        actor_kind: query.actor_kind.map(Into::into),
        actor_id: query.actor_id,
        object_kind: query.object_kind,
        object_id: query.object_id,
        operation: query.operation,
        kind: query.kind.map(Into::into),
        from_ms: query.from_ms,
        until_ms: query.until_ms,
    };
    let page = audit::list(&app, &cx, &filter, &page_request(query.limit, query.after)?).await?;
    let items = page.items.into_iter().map(AuditEntry::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: page.next.map(|cursor| cursor.0) }))
}
