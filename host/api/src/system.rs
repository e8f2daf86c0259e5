//! What machines ask of a node: is it alive, is it ready, how is it doing.

use crate::problem::{ApiResult, Problem};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use bodega_app::App;
use prometheus_client::encoding::text::encode;
use std::sync::{Arc, PoisonError};

/// The content type of OpenMetrics text.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "system", responses((status = 200, body = String, description = "ok")))]
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// Whether the node can serve
#[utoipa::path(get, path = "/readyz", tag = "system",
    responses((status = 200, body = String, description = "ok"), (status = 503, description = "The database does not answer")))]
pub(crate) async fn readyz(State(app): State<Arc<App>>) -> ApiResult<&'static str> {
    match app.store.ping().await {
        Ok(()) => Ok("ok"),
        Err(error) => {
            tracing::warn!(error.cause = %error, "the database does not answer");
            let detail = "the database does not answer";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "store.unavailable", detail))
        }
    }
}

/// Metrics as OpenMetrics text
#[utoipa::path(get, path = "/metrics", tag = "system",
    responses((status = 200, body = String, content_type = "application/openmetrics-text")))]
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> ApiResult<impl IntoResponse> {
    let mut text = String::new();
    let registry = app.metrics.lock().unwrap_or_else(PoisonError::into_inner);
    encode(&mut text, &registry).map_err(|error| Problem::fault(&error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, OPENMETRICS)], text))
}
