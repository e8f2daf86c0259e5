//! Lists members.

use super::wire::Member;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::members::PersonKey;
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
    /// Those with this telephone number, however it is written: all of it, never a part. More than one where it was given twice.
    phone: Option<String>,
    /// Those with this e-mail address, in capitals or not.
    email: Option<String>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List members by code, without personal data
///
/// Personal data is sealed: members are found by a whole telephone number or e-mail address, not by a part of it and not by
/// name. Of `code`, `phone` and `email` one counts, in this order.
#[utoipa::path(get, path = "/v1/members", tag = "members", params(MembersQuery),
    responses((status = 200, body = Listed<Member>)))]
pub(crate) async fn list_members(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<MembersQuery>,
) -> ApiResult<ApiJson<Listed<Member>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let key = query.phone.map(PersonKey::Phone).or(query.email.map(PersonKey::Email));
    Ok(ApiJson(match (query.code, key) {
        (Some(code), _) => Listed::whole(members::find_member(&app, &cx, &code).await?.into_iter().collect()),
        (None, Some(key)) => Listed::whole(members::find_people(&app, &cx, &key).await?),
        (None, None) => Listed::of(members::list_members(&app, &cx, &page).await?),
    }))
}
