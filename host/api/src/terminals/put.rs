//! Makes or changes a terminal.

use super::wire::{PutTerminal, Terminal};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Make or change a terminal
#[utoipa::path(put, path = "/v1/terminals/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), request_body = PutTerminal,
    responses((status = 200, body = Terminal)))]
pub(crate) async fn put_terminal(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutTerminal>,
) -> ApiResult<ApiJson<Terminal>> {
    let Caller(cx) = caller;
    let terminal = org::put_terminal(&app, &cx, body.into_terminal(id)).await?;
    Ok(ApiJson(terminal.into()))
}
