//! Puts a dead delivery back in line.

use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, events};
use std::sync::Arc;
use uuid::Uuid;

/// Put a dead delivery back in line
#[utoipa::path(post, path = "/v1/deliveries/{installation}/{seq}/retry", tag = "events",
    params(("installation" = Uuid, Path), ("seq" = i64, Path)), responses((status = 204)))]
pub(crate) async fn retry_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((installation, seq)): ApiPath<(Uuid, i64)>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    events::retry_dead(&app, &cx, installation.into(), seq).await?;
    Ok(StatusCode::NO_CONTENT)
}
