//! Takes the outcome of an external tender.

use super::wire::Sale;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::sales::PaymentOutcome;
use bodega_app::{App, sales};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// What an outside party says of a pending tender.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordPayment {
    /// Which tender of the sale.
    pub tender: Uuid,
    /// What became of it.
    pub outcome: Outcome,
    /// The party's reference, where the money came.
    pub reference: Option<String>,
}

/// What became of a tender.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// The money came.
    Settled,
    /// It will not come.
    Failed,
}

/// Record the outcome of a pending tender
///
/// For tenders that the till itself follows; those of `pay:` methods follow their plugin. When the last tender is settled the
/// sale is completed; one that failed makes room for another. Money that comes for a voided sale is 409 `payment.late` and
/// shown to a person as an exception. The same news twice changes nothing.
#[utoipa::path(post, path = "/v1/sales/{id}/payment", tag = "sales",
    params(("id" = Uuid, Path)), request_body = RecordPayment,
    responses((status = 200, body = Sale)))]
pub(crate) async fn record_payment(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<RecordPayment>,
) -> ApiResult<ApiJson<Sale>> {
    let Caller(cx) = caller;
    let outcome = match body.outcome {
        Outcome::Settled => PaymentOutcome::Settled { reference: body.reference },
        Outcome::Failed => PaymentOutcome::Failed,
    };
    let sale = sales::record_payment(&app, &cx, id.into(), body.tender.into(), outcome).await?;
    Ok(ApiJson(sale.into()))
}
