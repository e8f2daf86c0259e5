//! Notes how a person dealt with an exception.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, exceptions};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// How an exception was dealt with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveException {
    /// For people.
    pub resolution: String,
}

/// Note how an exception was dealt with
#[utoipa::path(post, path = "/v1/exceptions/{id}/resolve", tag = "events",
    params(("id" = Uuid, Path)), request_body = ResolveException, responses((status = 204)))]
pub(crate) async fn resolve_exception(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<ResolveException>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    exceptions::resolve_exception(&app, &cx, id, &body.resolution).await?;
    Ok(StatusCode::NO_CONTENT)
}
