//! Revokes a token.

use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Revoke an API token
///
/// It stops working within seconds on every node.
#[utoipa::path(delete, path = "/v1/tokens/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn revoke_token(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    org::revoke_token(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
