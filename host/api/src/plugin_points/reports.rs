//! Opens a plugin's report.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use bodega_app::App;
use bodega_app::invocations::{ReportRequest, run_report};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest language tag.
const LANGUAGE_MAX: usize = 35;

/// What a report is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    /// The store it is opened for; absent = all that the plugin sees. Refused where the plugin is not on for it.
    pub store: Option<Uuid>,
    /// Under the report's schema.
    #[serde(default)]
    pub parameters: Value,
}

/// Compute a report of a plugin
///
/// A table and how to plot it: `title`, `columns` (`name`, `title`, `kind`, `currency`), `rows` and `plot`.
#[utoipa::path(post, path = "/v1/plugins/{plugin}/reports/{report}", tag = "plugins",
    params(("plugin" = String, Path), ("report" = String, Path)), request_body = Ask,
    responses((status = 200, body = Value)))]
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    ApiPath((plugin, report)): ApiPath<(String, String)>,
    ApiJson(body): ApiJson<Ask>,
) -> ApiResult<ApiJson<Value>> {
    let Caller(cx) = caller;
    let (store, language) = (body.store.map(Into::into), language(&headers));
    let request = ReportRequest { plugin, report, store, parameters: body.parameters, language };
    let table = run_report(&app, &cx, request).await?;
    let table = serde_json::to_value(&table);
    Ok(ApiJson(table.map_err(|error| crate::problem::Problem::fault(&error.to_string()))?))
}

/// The first language that the caller asks for; `en` where none is.
pub(crate) fn language(headers: &HeaderMap) -> String {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let first = asked.split([',', ';']).next().unwrap_or("").trim();
    let is_tag = (2..=LANGUAGE_MAX).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_tag { first.to_owned() } else { "en".to_owned() }
}
