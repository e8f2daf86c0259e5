//! Asks for an export.

use super::wire::Export;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::plugin_points::reports::language;
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bodega_app::{App, exports};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// What an export is asked for with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskExport {
    /// Under the export's schema.
    #[serde(default = "nothing")]
    pub parameters: Value,
}

fn nothing() -> Value {
    json!({})
}

/// Ask a plugin for a document
///
/// It is made in the background: look at `GET /v1/exports/{id}` until it is done, then fetch its file.
#[utoipa::path(post, path = "/v1/plugins/{plugin}/exports/{export}", tag = "plugins",
    params(("plugin" = String, Path), ("export" = String, Path)), request_body = AskExport,
    responses((status = 202, body = Export)))]
pub(crate) async fn ask_export(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    ApiPath((plugin, export)): ApiPath<(String, String)>,
    ApiJson(body): ApiJson<AskExport>,
) -> ApiResult<(StatusCode, ApiJson<Export>)> {
    let Caller(cx) = caller;
    let asked = exports::ask_export(&app, &cx, &plugin, &export, body.parameters, language(&headers)).await?;
    Ok((StatusCode::ACCEPTED, ApiJson(asked.try_into()?)))
}
