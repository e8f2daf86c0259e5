//! Makes or changes many products.

use super::wire::{ProductBatch, ProductsWritten};
use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;

/// Make or change products, all or none
///
/// The barcodes of a named variant become exactly those given; variants that are not named stay.
#[utoipa::path(post, path = "/v1/products/batch", tag = "catalog", request_body = ProductBatch,
    responses((status = 200, body = ProductsWritten)))]
pub(crate) async fn upsert_products(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<ProductBatch>,
) -> ApiResult<ApiJson<ProductsWritten>> {
    let Caller(cx) = caller;
    let products: Vec<catalog::Product> = body.products.into_iter().map(Into::into).collect();
    catalog::upsert_products(&app, &cx, &products).await?;
    let variants = products.iter().map(|product| product.variants.len()).sum();
    Ok(ApiJson(ProductsWritten { products: products.len(), variants }))
}
