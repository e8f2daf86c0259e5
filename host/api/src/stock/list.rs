//! Lists stock balances.

use super::wire::StockBalance;
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::stock::StockFilter;
use bodega_app::{App, stock};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which balances.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StockQuery {
    /// One location.
    location: Option<Uuid>,
    /// One variant.
    variant: Option<Uuid>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List stock balances by location and variant
///
/// Goods that never moved are left out.
#[utoipa::path(get, path = "/v1/stock", tag = "stock", params(StockQuery),
    responses((status = 200, body = Listed<StockBalance>)))]
pub(crate) async fn list_stock(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<StockQuery>,
) -> ApiResult<ApiJson<Listed<StockBalance>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let filter = StockFilter {
        location: query.location.map(Into::into),
        variants: query.variant.map(Into::into).into_iter().collect(),
        ..StockFilter::default()
    };
    let balances = stock::balances(&app, &cx, &filter, &page).await?;
    Ok(ApiJson(Listed::of(balances)))
}
