//! Says why a user may do something or not.

use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::access::roles;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessQuery {
    /// The permission, e.g. `sale.void`.
    permission: String,
    /// Where; the whole company where not given.
    unit: Option<Uuid>,
}

/// Whether, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AccessDecision {
    /// Whether they may.
    pub is_allowed: bool,
    /// One sentence.
    pub why: String,
}

/// Explain whether a user may do something
#[utoipa::path(get, path = "/v1/users/{id}/access", tag = "access",
    params(("id" = Uuid, Path), AccessQuery), responses((status = 200, body = AccessDecision)))]
pub(crate) async fn explain_access(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<AccessQuery>,
) -> ApiResult<ApiJson<AccessDecision>> {
    let Caller(cx) = caller;
    let unit = query.unit.map(Into::into);
    let decision = roles::explain(&app, &cx, id.into(), &query.permission, unit).await?;
    Ok(ApiJson(AccessDecision { is_allowed: decision.is_allowed(), why: decision.to_string() }))
}
