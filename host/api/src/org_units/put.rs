//! Makes or changes an org unit.

use super::wire::{OrgUnit, PutOrgUnit};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Make or change an org unit
///
/// Moving one moves all below it.
#[utoipa::path(put, path = "/v1/org-units/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), request_body = PutOrgUnit,
    responses((status = 200, body = OrgUnit)))]
pub(crate) async fn put_org_unit(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutOrgUnit>,
) -> ApiResult<ApiJson<OrgUnit>> {
    let Caller(cx) = caller;
    let unit = org::put_org_unit(&app, &cx, body.into_unit(id)).await?;
    Ok(ApiJson(unit.into()))
}
