//! Lists orders.

use super::wire::{Order, OrderStatus, RefundState};
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::orders::OrderFilter;
use bodega_app::{App, orders};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersQuery {
    /// Of this store.
    store: Option<Uuid>,
    /// Of this sales channel.
    channel: Option<String>,
    /// With this id of the channel's.
    external_id: Option<String>,
    /// With this status.
    #[param(inline)]
    status: Option<OrderStatus>,
    /// Of which so much went back.
    #[param(inline)]
    refund: Option<RefundState>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List orders of sales channels, newest first
#[utoipa::path(get, path = "/v1/orders", tag = "orders", params(OrdersQuery),
    responses((status = 200, body = Listed<Order>)))]
pub(crate) async fn list_orders(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<OrdersQuery>,
) -> ApiResult<ApiJson<Listed<Order>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let filter = OrderFilter {
        store: query.store.map(Into::into),
        channel: query.channel,
        external_id: query.external_id,
        status: query.status.map(Into::into),
        refund: query.refund.map(Into::into),
        ..OrderFilter::default()
    };
    let orders = orders::list_orders(&app, &cx, &filter, &page).await?;
    Ok(ApiJson(Listed::of(orders)))
}
