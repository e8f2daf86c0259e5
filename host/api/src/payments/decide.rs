//! Takes a person's word for a payment.

use super::wire::Payment;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::{ApiResult, Problem};
use axum::extract::State;
use bodega_app::{App, payments};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a person found out.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecidePayment {
    /// What became of the payment.
    pub decision: Decision,
    /// The party's reference, where the money moved.
    pub reference: Option<String>,
    /// How the person knows, or how a refund was paid out instead; goes on the payment's history.
    pub reason: String,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decision {
    /// The money moved.
    Paid,
    /// No money moved, and none will.
    Failed,
    /// A refund that failed is to be tried again.
    Retry,
    /// A refund that failed was paid out in another way, e.g. in cash.
    Replaced,
}

/// Decide a payment that no plugin decides
///
/// For administrators who looked it up at the party. What follows for the sale follows as if the party had said it.
#[utoipa::path(post, path = "/v1/payments/{id}/decide", tag = "sales",
    params(("id" = Uuid, Path)), request_body = DecidePayment, responses((status = 200, body = Payment)))]
pub(crate) async fn decide_payment(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<DecidePayment>,
) -> ApiResult<ApiJson<Payment>> {
    let Caller(cx) = caller;
    let decision = match (body.decision, body.reference) {
        (Decision::Paid, Some(reference)) => payments::Decision::Paid { reference },
        (Decision::Paid, None) => {
            let detail = "money that moved has a reference at the party";
            return Err(Problem::unprocessable("field.missing", "/reference", detail));
        }
        (Decision::Failed, _) => payments::Decision::Failed,
        (Decision::Retry, _) => payments::Decision::Retry,
        (Decision::Replaced, _) => payments::Decision::Replaced,
    };
    Ok(ApiJson(payments::decide(&app, &cx, id.into(), decision, &body.reason).await?.into()))
}
