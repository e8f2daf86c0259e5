//! Lists and reads users.

use super::wire::User;
use crate::extract::{ApiJson, ApiPath, ApiQuery, Caller, Listed, PageParams};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::access::users;
use std::sync::Arc;
use uuid::Uuid;

/// List users by login
///
/// Those who hold a role where the caller manages roles.
#[utoipa::path(get, path = "/v1/users", tag = "access", params(PageParams),
    responses((status = 200, body = Listed<User>)))]
pub(crate) async fn list_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageParams>,
) -> ApiResult<ApiJson<Listed<User>>> {
    let Caller(cx) = caller;
    Ok(ApiJson(Listed::of(users::list_users(&app, &cx, &page.request()?).await?)))
}

/// Read a user
#[utoipa::path(get, path = "/v1/users/{id}", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 200, body = User)))]
pub(crate) async fn get_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<User>> {
    let Caller(cx) = caller;
    Ok(ApiJson(users::get_user(&app, &cx, id.into()).await?.into()))
}
