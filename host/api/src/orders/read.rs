//! Reads an order.

use super::wire::Order;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, orders};
use std::sync::Arc;
use uuid::Uuid;

/// Read an order
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "orders",
    params(("id" = Uuid, Path)), responses((status = 200, body = Order)))]
pub(crate) async fn get_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Order>> {
    let Caller(cx) = caller;
    Ok(ApiJson(orders::get_order(&app, &cx, id.into()).await?.into()))
}
