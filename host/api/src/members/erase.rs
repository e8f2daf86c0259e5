//! Erases a member on request.

use crate::extract::{ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::{App, members};
use std::sync::Arc;
use uuid::Uuid;

/// Erase all that is held of a member
///
/// Personal data, addresses, consents, messages, tags and code, and plugins' documents that are about it. Sales and the ledger
/// keep the bare id. Plugins hear of it (`member.erased.v1`). Asking again is safe.
#[utoipa::path(delete, path = "/v1/members/{id}", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn erase_member(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    members::erase_member(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
