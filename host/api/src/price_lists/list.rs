//! Lists price lists.

use super::wire::PriceList;
use crate::extract::{ApiJson, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;

/// List price lists by name
#[utoipa::path(get, path = "/v1/price-lists", tag = "catalog",
    responses((status = 200, body = Listed<PriceList>)))]
pub(crate) async fn list_price_lists(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<PriceList>>> {
    let Caller(cx) = caller;
    let lists = catalog::list_price_lists(&app, &cx).await?;
    Ok(ApiJson(Listed::whole(lists)))
}
