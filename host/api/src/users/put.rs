//! Makes or changes a user.

use super::wire::{PutUserBody, User};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::access::users;
use std::sync::Arc;
use uuid::Uuid;

/// Make or change a user and the roles that they hold
///
/// Nobody gives or takes what they do not hold there themselves. Users are not deleted, because their acts stay on
/// record; they are made inactive.
#[utoipa::path(put, path = "/v1/users/{id}", tag = "access", params(("id" = Uuid, Path)),
    request_body = PutUserBody, responses((status = 200, body = User)))]
pub(crate) async fn put_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutUserBody>,
) -> ApiResult<ApiJson<User>> {
    let Caller(cx) = caller;
    Ok(ApiJson(users::put_user(&app, &cx, body.into_user(id)).await?.into()))
}
