//! Corrects stock.

use super::wire::{StockBooked, StockDocument};
use crate::extract::{ApiJson, Caller, Created};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, stock};
use std::sync::Arc;

/// Book a correction: counted, broken, found
#[utoipa::path(post, path = "/v1/stock/adjustments", tag = "stock", request_body = StockDocument,
    responses((status = 201, body = StockBooked), (status = 200, body = StockBooked, description = "Booked before")))]
pub(crate) async fn adjust_stock(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<StockDocument>,
) -> ApiResult<Created<StockBooked>> {
    let Caller(cx) = caller;
    let id = body.id;
    let applied = stock::adjust(&app, &cx, body.into()).await?;
    Ok(StockBooked::answer(id, applied))
}
