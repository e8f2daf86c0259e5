//! Reads a terminal.

use super::wire::Terminal;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Read a terminal
#[utoipa::path(get, path = "/v1/terminals/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), responses((status = 200, body = Terminal)))]
pub(crate) async fn get_terminal(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Terminal>> {
    let Caller(cx) = caller;
    let terminal = org::get_terminal(&app, &cx, id.into()).await?;
    Ok(ApiJson(terminal.into()))
}
