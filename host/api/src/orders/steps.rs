//! Moves an order on, a step a route. Each again changes nothing.

use super::wire::Order;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::App;
use bodega_app::orders::{OrderStep, move_order};
use bodega_domain::order::OrderStatus;
use std::sync::Arc;
use uuid::Uuid;

/// A route that takes an order to a status.
macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $to:ident) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "orders",
            params(("id" = Uuid, Path)), responses((status = 200, body = Order)))]
        pub(crate) async fn $name(
            State(app): State<Arc<App>>,
            caller: Caller,
            ApiPath(id): ApiPath<Uuid>,
        ) -> ApiResult<ApiJson<Order>> {
            let Caller(cx) = caller;
            let order = move_order(&app, &cx, id.into(), OrderStep::To(OrderStatus::$to)).await?;
            Ok(ApiJson(order.into()))
        }
    };
}

step! {
    /// Accept a new order
    accept_order, "/v1/orders/{id}/accept", Accepted
}

step! {
    /// Begin to pick or make an order
    prepare_order, "/v1/orders/{id}/prepare", Preparing
}

step! {
    /// Say that an order is packed
    ready_order, "/v1/orders/{id}/ready", Ready
}

step! {
    /// Hand an order to the courier or customer
    ///
    /// Its stock leaves now.
    handover_order, "/v1/orders/{id}/handover", HandedOver
}

step! {
    /// Complete an order
    ///
    /// For channels that do not say when it is done. It becomes a sale.
    complete_order, "/v1/orders/{id}/complete", Completed
}
