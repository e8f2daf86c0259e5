//! Stops a charge.

use super::wire::Payment;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, payments};
use std::sync::Arc;
use uuid::Uuid;

/// Stop a charge that is not decided
///
/// The party is asked until it confirms: the payment is `failed` then, or `paid` where the customer was faster. Until
/// that is known it is `cancelling`, and no other tender can take its place.
#[utoipa::path(post, path = "/v1/payments/{id}/cancel", tag = "sales",
    params(("id" = Uuid, Path)), responses((status = 200, body = Payment)))]
pub(crate) async fn cancel_payment(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Payment>> {
    let Caller(cx) = caller;
    Ok(ApiJson(payments::cancel(&app, &cx, id.into()).await?.into()))
}
