//! Installs a plugin or changes an installation.

use super::wire::{Installation, PutInstallation};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use std::sync::Arc;
use uuid::Uuid;

/// Install a plugin, or change version, order, cap or settings of an installation
///
/// Nothing changes where the new state does not compile.
#[utoipa::path(put, path = "/v1/installations/{id}", tag = "plugins",
    params(("id" = Uuid, Path)), request_body = PutInstallation,
    responses((status = 200, body = Installation)))]
pub(crate) async fn put_installation(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutInstallation>,
) -> ApiResult<ApiJson<Installation>> {
    let Caller(cx) = caller;
    let view = plugins::install(&app, &cx, id.into(), body.into_request()?).await?;
    Ok(ApiJson(view.try_into()?))
}
