//! Lists products.

use super::wire::{Product, ProductStatus};
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::catalog::ProductFilter;
use bodega_app::{App, catalog};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProductsQuery {
    /// The category or those below it.
    category: Option<String>,
    /// The status.
    #[param(inline)]
    status: Option<ProductStatus>,
    /// The start of the name.
    name_prefix: Option<String>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List products by name with all their variants
#[utoipa::path(get, path = "/v1/products", tag = "catalog", params(ProductsQuery),
    responses((status = 200, body = Listed<Product>)))]
pub(crate) async fn list_products(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<ProductsQuery>,
) -> ApiResult<ApiJson<Listed<Product>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let filter = ProductFilter {
        category: query.category,
        status: query.status.map(Into::into),
        name_prefix: query.name_prefix,
    };
    let products = catalog::list_products(&app, &cx, &filter, &page).await?;
    Ok(ApiJson(Listed::of(products)))
}
