//! Makes, changes and deletes roles of the company's own.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use bodega_app::App;
use bodega_app::access::roles::{self, OwnRole};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A role to make or change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutRole {
    /// What people call it.
    pub title: String,
    /// Permissions, `noun.*` for all of a noun, `plugin:NAME.*` for all of a plugin, `*` for all.
    pub permissions: Vec<String>,
}

/// Make or change a role
///
/// It counts at once for everybody who holds it.
#[utoipa::path(put, path = "/v1/roles/{name}", tag = "access", params(("name" = String, Path)),
    request_body = PutRole, responses((status = 204)))]
pub(crate) async fn put_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiJson(body): ApiJson<PutRole>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    let role = OwnRole { name, title: body.title, permissions: body.permissions };
    roles::put_role(&app, &cx, role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete a role that nobody holds
#[utoipa::path(delete, path = "/v1/roles/{name}", tag = "access", params(("name" = String, Path)),
    responses((status = 204)))]
pub(crate) async fn delete_role(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
) -> ApiResult<StatusCode> {
    let Caller(cx) = caller;
    roles::delete_role(&app, &cx, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
