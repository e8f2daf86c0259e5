//! Shows who gets an order: personal data, and the only place that does.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, orders};
use bodega_auth::access::permissions::ORDER_HANDLE;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who gets an order, and where; empty texts where the channel does not tell.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderRecipient {
    /// A name.
    pub name: String,
    /// A number to call, often one that forwards for a day.
    pub phone: String,
    /// Where.
    pub address: String,
    /// What the customer asks for.
    pub note: String,
}

/// Read who gets an order
///
/// Masked for those who do not handle orders.
/// Forgotten 60 days after the order's last change.
#[utoipa::path(get, path = "/v1/orders/{id}/recipient", tag = "orders",
    params(("id" = Uuid, Path)), responses((status = 200, body = OrderRecipient)))]
pub(crate) async fn get_order_recipient(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<OrderRecipient>> {
    let Caller(cx) = caller;
    // Whoever hands the order over must find the customer.
    let may_see = cx.holds(&ORDER_HANDLE, app.now_ms());
    let who = orders::get_recipient(&app, &cx, id.into(), may_see).await?;
    Ok(ApiJson(OrderRecipient { name: who.name, phone: who.phone, address: who.address, note: who.note }))
}
