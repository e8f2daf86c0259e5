//! Deletes what a plugin that is gone has left.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How much went.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Deleted {
    /// Documents.
    pub documents: u64,
}

/// Delete all documents of a plugin that is not installed any more
///
/// Export them before, collection by collection, with `GET /v1/plugins/{plugin}/collections/{collection}`.
#[utoipa::path(delete, path = "/v1/plugins/{plugin}/documents", tag = "plugins",
    params(("plugin" = String, Path)), responses((status = 200, body = Deleted)))]
pub(crate) async fn delete_documents(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(plugin): ApiPath<String>,
) -> ApiResult<ApiJson<Deleted>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Deleted { documents: plugins::delete_documents(&app, &cx, &plugin).await? }))
}
