//! Reads an org unit.

use super::wire::OrgUnit;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use std::sync::Arc;
use uuid::Uuid;

/// Read an org unit
#[utoipa::path(get, path = "/v1/org-units/{id}", tag = "organisation",
    params(("id" = Uuid, Path)), responses((status = 200, body = OrgUnit)))]
pub(crate) async fn get_org_unit(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<OrgUnit>> {
    let Caller(cx) = caller;
    let unit = org::get_org_unit(&app, &cx, id.into()).await?;
    Ok(ApiJson(unit.into()))
}
