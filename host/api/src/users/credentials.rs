//! What users sign in with, set by those who manage them.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::users;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// A password to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetPassword {
    /// The new password.
    pub password: String,
}

/// A PIN to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetPin {
    /// 4 to 8 digits.
    pub pin: String,
}

/// Set a user's password, which signs them out everywhere
#[utoipa::path(put, path = "/v1/users/{id}/password", tag = "access", params(("id" = Uuid, Path)),
    request_body = SetPassword, responses((status = 204)))]
pub(crate) async fn put_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<SetPassword>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    users::set_password(&app, &cx, id.into(), &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Set a user's PIN for tills
#[utoipa::path(put, path = "/v1/users/{id}/pin", tag = "access", params(("id" = Uuid, Path)),
    request_body = SetPin, responses((status = 204)))]
pub(crate) async fn put_pin(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<SetPin>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    users::set_pin(&app, &cx, id.into(), Some(body.pin)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a user's PIN away
#[utoipa::path(delete, path = "/v1/users/{id}/pin", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub(crate) async fn delete_pin(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    users::set_pin(&app, &cx, id.into(), None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turn a user's one-time codes off, for who lost their phone
#[utoipa::path(delete, path = "/v1/users/{id}/codes", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub(crate) async fn delete_codes(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    users::reset_codes(&app, &cx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
