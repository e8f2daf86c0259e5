//! Takes an installation away.

use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, plugins};
use std::sync::Arc;
use uuid::Uuid;

/// Take an installation away
///
/// Sales, the ledger and the timeline stay. Its documents stay until they were exported and
/// `DELETE /v1/plugins/{plugin}/documents` is asked for.
#[utoipa::path(delete, path = "/v1/installations/{id}", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn delete_installation(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    plugins::uninstall(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
