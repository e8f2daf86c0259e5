//! Reads a payment with its history.

use super::wire::PaymentHistory;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, payments};
use std::sync::Arc;
use uuid::Uuid;

/// Read a payment with what was asked and said
#[utoipa::path(get, path = "/v1/payments/{id}", tag = "sales",
    params(("id" = Uuid, Path)), responses((status = 200, body = PaymentHistory)))]
pub(crate) async fn get_payment(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<PaymentHistory>> {
    let Caller(cx) = caller;
    Ok(ApiJson(payments::read_payment(&app, &cx, id.into()).await?.into()))
}
