//! Reads an installation.

use super::wire::Installation;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use std::sync::Arc;
use uuid::Uuid;

/// Read an installation
#[utoipa::path(get, path = "/v1/installations/{id}", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 200, body = Installation)))]
pub(crate) async fn get_installation(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Installation>> {
    let Caller(cx) = caller;
    let view = plugins::get_installation(&app, &cx, id.into()).await?;
    Ok(ApiJson(view.try_into()?))
}
