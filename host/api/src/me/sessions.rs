//! One's own sessions and password.

use crate::extract::{ApiJson, ApiPath, Caller, Listed, Source};
use crate::problem::ApiResult;
use crate::users::wire::Session;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::sessions;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// A change of password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    /// The one until now.
    pub old: String,
    /// The one from now on.
    pub password: String,
}

/// List where one is signed in, newest first
#[utoipa::path(get, path = "/v1/me/sessions", tag = "access",
    responses((status = 200, body = Listed<Session>)))]
pub(crate) async fn list_own_sessions(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<Session>>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Listed::whole(sessions::list_own(&app, &cx).await?)))
}

/// End one of one's own sessions
#[utoipa::path(delete, path = "/v1/me/sessions/{id}", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub(crate) async fn end_own_session(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    sessions::end_own(&app, &cx, Some(id.into())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change one's own password; all other sessions end
#[utoipa::path(put, path = "/v1/me/password", tag = "access", request_body = ChangePassword,
    responses((status = 204)))]
pub(crate) async fn change_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    Source(from): Source,
    ApiJson(body): ApiJson<ChangePassword>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    sessions::change_password(&app, &cx, body.old, &body.password, &from).await?;
    Ok(StatusCode::NO_CONTENT)
}
