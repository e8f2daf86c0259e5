//! Reads a product by one of its SKUs.

use super::wire::Product;
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;

/// Read the product that has a variant of this SKU
#[utoipa::path(get, path = "/v1/products/{sku}", tag = "catalog",
    params(("sku" = String, Path)), responses((status = 200, body = Product)))]
pub(crate) async fn get_product(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(sku): ApiPath<String>,
) -> ApiResult<ApiJson<Product>> {
    let Caller(cx) = caller;
    let product = catalog::find_product(&app, &cx, &sku).await?;
    Ok(ApiJson(product.into()))
}
