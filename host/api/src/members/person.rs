//! Shows the personal data of a member: the only place that does.

use super::wire::Person;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, members};
use std::sync::Arc;
use uuid::Uuid;

/// Read the personal data of a member
#[utoipa::path(get, path = "/v1/members/{id}/person", tag = "members",
    params(("id" = Uuid, Path)), responses((status = 200, body = Person)))]
pub(crate) async fn get_person(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Person>> {
    let Caller(cx) = caller;
    let person = members::get_person(&app, &cx, id.into()).await?;
    Ok(ApiJson(person.into()))
}
