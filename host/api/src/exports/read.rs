//! Shows an export.

use super::wire::Export;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, exports};
use std::sync::Arc;
use uuid::Uuid;

/// Read where an export stands
#[utoipa::path(get, path = "/v1/exports/{id}", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 200, body = Export)))]
pub(crate) async fn get_export(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Export>> {
    let Caller(cx) = caller;
    Ok(ApiJson(exports::get_export(&app, &cx, id).await?.try_into()?))
}
