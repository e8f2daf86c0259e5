//! Makes a return.

use super::wire::{PutReturn, SaleReturn};
use crate::extract::{ApiJson, ApiPath, Caller, Created};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, returns};
use std::sync::Arc;
use uuid::Uuid;

/// Make a return
///
/// The same request again gives the same return (200). What is paid back comes from what each unit was sold for; the
/// tenders must add up to it.
#[utoipa::path(put, path = "/v1/returns/{id}", tag = "sales",
    params(("id" = Uuid, Path, description = "Made by the till (UUIDv7)")), request_body = PutReturn,
    responses((status = 201, body = SaleReturn),
        (status = 200, body = SaleReturn, description = "Made before by the same request")))]
pub(crate) async fn put_return(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutReturn>,
) -> ApiResult<Created<SaleReturn>> {
    let Caller(cx) = caller;
    let done = returns::make_return(&app, &cx, body.into_return(id)?).await?;
    let back = SaleReturn::from(done.sale_return);
    Ok(if done.is_replay { Created::Before(back) } else { Created::Now(back) })
}
