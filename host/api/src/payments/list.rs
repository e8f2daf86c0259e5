//! Lists payments.

use super::wire::{Payment, PaymentState};
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::data::{Page, PaymentFilter};
use bodega_app::{App, payments};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which payments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentsQuery {
    /// Of one sale, refunds included.
    sale: Option<Uuid>,
    /// Of one return.
    sale_return: Option<Uuid>,
    /// In one state.
    state: Option<PaymentState>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List charges and refunds of plugins, newest first
#[utoipa::path(get, path = "/v1/payments", tag = "sales", params(PaymentsQuery),
    responses((status = 200, body = Listed<Payment>)))]
pub(crate) async fn list_payments(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<PaymentsQuery>,
) -> ApiResult<ApiJson<Listed<Payment>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let filter = PaymentFilter {
        sale: query.sale.map(Into::into),
        sale_return: query.sale_return.map(Into::into),
        state: query.state.map(Into::into),
        ..PaymentFilter::default()
    };
    let Page { items, next } = payments::list_payments(&app, &cx, &filter, &page).await?;
    let items: Vec<Payment> = items.into_iter().map(Into::into).collect();
    Ok(ApiJson(Listed::of(Page { items, next })))
}
