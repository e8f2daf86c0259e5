//! Makes or changes many members.

use super::wire::{MemberBatch, MembersWritten};
use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, members};
use std::sync::Arc;

/// Make or change members, one after the other
///
/// One that is refused names its place; those before it are in. Sending the whole batch again is safe.
#[utoipa::path(post, path = "/v1/members/batch", tag = "members", request_body = MemberBatch,
    responses((status = 200, body = MembersWritten)))]
pub(crate) async fn upsert_members(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<MemberBatch>,
) -> ApiResult<ApiJson<MembersWritten>> {
    let Caller(cx) = caller;
    let put = body.members.into_iter().map(Into::into).collect();
    let members = members::put_members(&app, &cx, put).await?;
    Ok(ApiJson(MembersWritten { members }))
}
