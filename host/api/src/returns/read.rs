//! Reads a return.

use super::wire::SaleReturn;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, returns};
use std::sync::Arc;
use uuid::Uuid;

/// Read a return
#[utoipa::path(get, path = "/v1/returns/{id}", tag = "sales",
    params(("id" = Uuid, Path)), responses((status = 200, body = SaleReturn)))]
pub(crate) async fn get_return(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<SaleReturn>> {
    let Caller(cx) = caller;
    let back = returns::get_return(&app, &cx, id.into()).await?;
    Ok(ApiJson(back.into()))
}
