//! Lets go of a dead delivery.

use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, events};
use std::sync::Arc;
use uuid::Uuid;

/// Let go of a dead delivery
///
/// Those behind it go on.
#[utoipa::path(post, path = "/v1/deliveries/{installation}/{seq}/skip", tag = "events",
    params(("installation" = Uuid, Path), ("seq" = i64, Path)), responses((status = 204)))]
pub(crate) async fn skip_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((installation, seq)): ApiPath<(Uuid, i64)>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    events::skip_dead(&app, &cx, installation.into(), seq).await?;
    Ok(StatusCode::NO_CONTENT)
}
