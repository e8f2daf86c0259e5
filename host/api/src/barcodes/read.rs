//! Looks a scanned barcode up.

use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a barcode stands for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BarcodeHit {
    /// The variant.
    pub variant: Uuid,
    /// Its SKU.
    pub sku: String,
    /// Stock units in the pack.
    pub stock_units: u32,
}

/// Look a scanned barcode up
#[utoipa::path(get, path = "/v1/barcodes/{code}", tag = "catalog",
    params(("code" = String, Path)), responses((status = 200, body = BarcodeHit)))]
pub(crate) async fn get_barcode(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(code): ApiPath<String>,
) -> ApiResult<ApiJson<BarcodeHit>> {
    let Caller(cx) = caller;
    let hit = catalog::find_barcode(&app, &cx, &code).await?;
    Ok(ApiJson(BarcodeHit { variant: hit.variant.0, sku: hit.sku, stock_units: hit.stock_units }))
}
