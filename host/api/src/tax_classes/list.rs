//! Lists tax classes.

use super::wire::TaxClass;
use crate::extract::{ApiJson, Caller, Listed};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;

/// List tax classes with their rates
#[utoipa::path(get, path = "/v1/tax-classes", tag = "catalog",
    responses((status = 200, body = Listed<TaxClass>)))]
pub(crate) async fn list_tax_classes(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> ApiResult<ApiJson<Listed<TaxClass>>> {
    let Caller(cx) = caller;
    let classes = catalog::list_tax_classes(&app, &cx).await?;
    let rates = catalog::list_tax_rates(&app, &cx).await?;
    let items = classes.into_iter().map(|class| TaxClass::with_rates(class, &rates)).collect();
    Ok(ApiJson(Listed { items, next: None }))
}
