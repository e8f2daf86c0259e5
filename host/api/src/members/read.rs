//! Reads a member.

use super::wire::MemberDetail;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, members};
use std::sync::Arc;
use uuid::Uuid;

/// Read a member with its tags, without personal data
#[utoipa::path(get, path = "/v1/members/{id}", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 200, body = MemberDetail)))]
pub(crate) async fn get_member(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<MemberDetail>> {
    let Caller(cx) = caller;
    let member = members::get_member(&app, &cx, id.into()).await?;
    Ok(ApiJson(member.into()))
}
