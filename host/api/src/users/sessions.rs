//! Sessions of users, for those who manage them.

use super::wire::Session;
use crate::extract::{ApiJson, ApiPath, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::{sessions, users};
use std::sync::Arc;
use uuid::Uuid;

/// List where a user is signed in, newest first
#[utoipa::path(get, path = "/v1/users/{id}/sessions", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<Session>)))]
pub(crate) async fn list_user_sessions(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Listed<Session>>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Listed::whole(sessions::list(&app, &cx, id.into()).await?)))
}

/// Sign a user out of one session
#[utoipa::path(delete, path = "/v1/users/{id}/sessions/{session}", tag = "access",
    params(("id" = Uuid, Path), ("session" = Uuid, Path)), responses((status = 204)))]
pub(crate) async fn end_user_session(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath((id, session)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    users::get_user(&app, &cx, id.into()).await?;
    sessions::end(&app, &cx, id.into(), session.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
