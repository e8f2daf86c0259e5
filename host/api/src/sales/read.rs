//! Reads a sale.

use super::wire::Sale;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, sales};
use std::sync::Arc;
use uuid::Uuid;

/// Read a sale
#[utoipa::path(get, path = "/v1/sales/{id}", tag = "sales",
    params(("id" = Uuid, Path)), responses((status = 200, body = Sale)))]
pub(crate) async fn get_sale(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<ApiJson<Sale>> {
    let Caller(cx) = caller;
    let sale = sales::get_sale(&app, &cx, id.into()).await?;
    Ok(ApiJson(sale.into()))
}
