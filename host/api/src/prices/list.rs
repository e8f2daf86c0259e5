//! Lists the prices of a variant.

use super::wire::Price;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Whose prices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PricesQuery {
    /// The variant.
    variant: Uuid,
}

/// List all prices of a variant, past and future ones too
#[utoipa::path(get, path = "/v1/prices", tag = "catalog", params(PricesQuery),
    responses((status = 200, body = Listed<Price>)))]
pub(crate) async fn list_prices(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<PricesQuery>,
) -> ApiResult<ApiJson<Listed<Price>>> {
    let Caller(cx) = caller;
    let prices = catalog::list_prices(&app, &cx, query.variant.into()).await?;
    Ok(ApiJson(Listed::whole(prices)))
}
