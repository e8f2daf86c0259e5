//! Makes or changes many prices.

use super::wire::{PriceBatch, PricesWritten};
use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;

/// Make or change prices, all or none
#[utoipa::path(post, path = "/v1/prices/batch", tag = "catalog", request_body = PriceBatch,
    responses((status = 200, body = PricesWritten)))]
pub(crate) async fn upsert_prices(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<PriceBatch>,
) -> ApiResult<ApiJson<PricesWritten>> {
    let Caller(cx) = caller;
    let prices: Vec<catalog::Price> = body.prices.into_iter().map(Into::into).collect();
    catalog::upsert_prices(&app, &cx, &prices).await?;
    Ok(ApiJson(PricesWritten { prices: prices.len() }))
}
