//! Lists org units.

use super::wire::OrgUnit;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, org};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which org units.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrgUnitsQuery {
    /// Only this unit and those below it.
    under: Option<Uuid>,
}

/// List org units from the root down
#[utoipa::path(get, path = "/v1/org-units", tag = "organisation", params(OrgUnitsQuery),
    responses((status = 200, body = Listed<OrgUnit>)))]
pub(crate) async fn list_org_units(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<OrgUnitsQuery>,
) -> ApiResult<ApiJson<Listed<OrgUnit>>> {
    let Caller(cx) = caller;
    let units = org::list_org_units(&app, &cx, query.under.map(Into::into)).await?;
    Ok(ApiJson(Listed::whole(units)))
}
