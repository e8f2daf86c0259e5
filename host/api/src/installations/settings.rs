//! Changes an installation's settings.

use super::wire::Installation;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Change an installation's settings
///
/// The body is the settings, under the package's schema. Nothing changes where they do not compile.
#[utoipa::path(put, path = "/v1/installations/{id}/settings", tag = "plugins",
    params(("id" = Uuid, Path)), request_body = Value,
    responses((status = 200, body = Installation)))]
pub(crate) async fn put_settings(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(settings): ApiJson<Value>,
) -> ApiResult<ApiJson<Installation>> {
    let Caller(cx) = caller;
    let changed = plugins::change_settings(&app, &cx, id.into(), settings).await;
    // The use case points into an installation; here the settings are the whole body.
    let view = changed.map_err(|mut error| {
        let own = error.pointer.as_deref().and_then(|pointer| pointer.strip_prefix("/settings"));
        error.pointer = own.map(str::to_owned).or(error.pointer.take());
        error
    })?;
    Ok(ApiJson(view.try_into()?))
}
