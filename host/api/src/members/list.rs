//! Lists members.

use super::wire::Member;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, members};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which members.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MembersQuery {
    /// The one whose card bears this code.
    code: Option<String>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List members by code, without personal data
#[utoipa::path(get, path = "/v1/members", tag = "members", params(MembersQuery),
    responses((status = 200, body = Listed<Member>)))]
pub(crate) async fn list_members(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<MembersQuery>,
) -> ApiResult<ApiJson<Listed<Member>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    Ok(ApiJson(match query.code {
        Some(code) => Listed::whole(members::find_member(&app, &cx, &code).await?.into_iter().collect()),
        None => Listed::of(members::list_members(&app, &cx, &page).await?),
    }))
}
