//! Ends a migration of documents.

use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, plugins};
use std::sync::Arc;
use uuid::Uuid;

/// End a migration, or forget one that failed; the version in use stays, and all documents as they are
#[utoipa::path(delete, path = "/v1/installations/{id}/migration", tag = "plugins",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn end_migration(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    plugins::end_migration(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
