//! Presses a plugin's button.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::plugin_points::reports::language;
use crate::problem::{ApiResult, Problem};
use crate::wire::bounded;
use axum::extract::State;
use axum::http::HeaderMap;
use bodega_app::App;
use bodega_app::invocations::{ActionRequest, run_action};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest subject, characters.
const SUBJECT_MAX: usize = 128;

/// A press of a button.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Press {
    /// What it was pressed on: the id of a sale, member or product, as the manifest's `on` says.
    #[serde(default)]
    pub subject: String,
    /// The store it is pressed in; absent = nowhere in particular. Refused where the plugin is not on for it.
    pub store: Option<Uuid>,
    /// What the person filled in, under the action's schema.
    #[serde(default)]
    pub input: Value,
}

/// What the person reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Pressed {
    /// One sentence.
    pub message: String,
    /// More for the screen.
    pub data: Value,
}

/// Press a button that a plugin adds
///
/// What it does is committed before the answer. Where the plugin says no, 422 `action.rejected` carries its words.
#[utoipa::path(post, path = "/v1/plugins/{plugin}/actions/{action}", tag = "plugins",
    params(("plugin" = String, Path), ("action" = String, Path)), request_body = Press,
    responses((status = 200, body = Pressed)))]
pub(crate) async fn press(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    ApiPath((plugin, action)): ApiPath<(String, String)>,
    ApiJson(body): ApiJson<Press>,
) -> ApiResult<ApiJson<Pressed>> {
    let Caller(cx) = caller;
    if !body.subject.is_empty() {
        bounded("/subject", &body.subject, SUBJECT_MAX)?;
    }
    let (subject, input, language) = (body.subject, body.input, language(&headers));
    let store = body.store.map(Into::into);
    let request = ActionRequest { plugin, action, subject, store, input, language };
    let answer = run_action(&app, &cx, request).await?;
    let data = serde_json::from_str(&answer.data);
    let data = data.map_err(|_| Problem::bad_plugin_answer("the action's data is not JSON"))?;
    Ok(ApiJson(Pressed { message: answer.message, data }))
}
