//! Shows the personal data of a member: the only place that does.

use super::wire::Person;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, members};
use bodega_auth::access::permissions::MEMBER_PERSONAL;
use std::sync::Arc;
use uuid::Uuid;

/// Read the personal data of a member
///
/// Masked (`138****5678`, `张*`, `z***@x.com`) for those who may not see it.
#[utoipa::path(get, path = "/v1/members/{id}/person", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 200, body = Person)))]
pub(crate) async fn get_person(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Person>> {
    let Caller(cx) = caller;
    let may_see = cx.holds(&MEMBER_PERSONAL, app.now_ms());
    let person = members::get_person(&app, &cx, id.into(), may_see).await?;
    Ok(ApiJson(person.into()))
}
