//! Gives up a sale that awaits payment.

use super::wire::Sale;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use crate::wire::bounded;
use axum::extract::State;
use bodega_app::{App, sales};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest reason, characters.
const REASON_MAX: usize = 200;

/// Why a sale is given up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidSale {
    /// For people.
    pub reason: String,
}

/// Give up a sale that awaits payment
///
/// Claims are voided and stock is released; charges of plugins are stopped first, and the sale goes on waiting until each is
/// known. Money that came goes back. A completed sale is returned instead.
#[utoipa::path(post, path = "/v1/sales/{id}/void", tag = "sales",
    params(("id" = Uuid, Path)), request_body = VoidSale,
    responses((status = 200, body = Sale)))]
pub(crate) async fn void_sale(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<VoidSale>,
) -> ApiResult<ApiJson<Sale>> {
    let Caller(cx) = caller;
    bounded("/reason", &body.reason, REASON_MAX)?;
    let sale = sales::void(&app, &cx, id.into(), &body.reason).await?;
    Ok(ApiJson(sale.into()))
}
