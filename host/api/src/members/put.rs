//! Makes or changes a member.

use super::wire::{Member, PutMember};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, members};
use std::sync::Arc;
use uuid::Uuid;

/// Make or change a member
///
/// Personal data is kept apart and shown only by `GET /v1/members/{id}/person`.
#[utoipa::path(put, path = "/v1/members/{id}", tag = "members",
    params(("id" = Uuid, Path)), request_body = PutMember,
    responses((status = 200, body = Member)))]
pub(crate) async fn put_member(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutMember>,
) -> ApiResult<ApiJson<Member>> {
    let Caller(cx) = caller;
    let member = members::put_member(&app, &cx, body.into_put(id)).await?;
    Ok(ApiJson(member.into()))
}
