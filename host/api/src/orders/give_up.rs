//! Gives an order up: a no to a new one, or a cancellation.

use super::wire::{Goods, Order};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::orders::{OrderStep, move_order};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why an order is turned down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RejectOrder {
    /// For the channel and its customer.
    pub reason: String,
}

/// Why an order is called off.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelOrder {
    /// For the channel and its customer.
    pub reason: String,
    /// Where the goods are, if they had left the store; they are taken to be gone where nothing is said.
    #[serde(default = "gone")]
    #[schema(required = false)]
    pub goods: Goods,
}

fn gone() -> Goods {
    Goods::Gone
}

/// Reject a new order
///
/// Its stock is released.
#[utoipa::path(post, path = "/v1/orders/{id}/reject", tag = "orders",
    params(("id" = Uuid, Path)), request_body = RejectOrder, responses((status = 200, body = Order)))]
pub(crate) async fn reject_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<RejectOrder>,
) -> ApiResult<ApiJson<Order>> {
    let Caller(cx) = caller;
    let order = move_order(&app, &cx, id.into(), OrderStep::Reject(body.reason)).await?;
    Ok(ApiJson(order.into()))
}

/// Cancel an order
///
/// Stock that is reserved is released. A completed order is returned instead.
#[utoipa::path(post, path = "/v1/orders/{id}/cancel", tag = "orders",
    params(("id" = Uuid, Path)), request_body = CancelOrder, responses((status = 200, body = Order)))]
pub(crate) async fn cancel_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<CancelOrder>,
) -> ApiResult<ApiJson<Order>> {
    let Caller(cx) = caller;
    let step = OrderStep::Cancel { reason: body.reason, goods: body.goods.into() };
    let order = move_order(&app, &cx, id.into(), step).await?;
    Ok(ApiJson(order.into()))
}
