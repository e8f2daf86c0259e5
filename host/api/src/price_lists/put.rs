//! Makes or changes a price list.

use super::wire::{PriceList, PutPriceList};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;
use uuid::Uuid;

/// Make or change a price list
#[utoipa::path(put, path = "/v1/price-lists/{id}", tag = "catalog",
    params(("id" = Uuid, Path)), request_body = PutPriceList,
    responses((status = 200, body = PriceList)))]
pub(crate) async fn put_price_list(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutPriceList>,
) -> ApiResult<ApiJson<PriceList>> {
    let Caller(cx) = caller;
    let list = catalog::put_price_list(&app, &cx, body.into_list(id)).await?;
    Ok(ApiJson(list.into()))
}
