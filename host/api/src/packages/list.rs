//! Lists packages.

use super::wire::Package;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, plugins};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which packages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PackagesQuery {
    /// Only those of this plugin.
    name: Option<String>,
}

/// List packages that are stored here, newest first
#[utoipa::path(get, path = "/v1/packages", tag = "plugins", params(PackagesQuery),
    responses((status = 200, body = Listed<Package>)))]
pub(crate) async fn list_packages(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<PackagesQuery>,
) -> ApiResult<ApiJson<Listed<Package>>> {
    let Caller(cx) = caller;
    let rows = plugins::list_packages(&app, &cx, query.name.as_deref()).await?;
    let items = rows.into_iter().map(Package::try_from).collect::<Result<_, _>>()?;
    Ok(ApiJson(Listed { items, next: None }))
}
