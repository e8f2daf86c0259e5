//! Makes or changes a tax class.

use super::wire::{PutTaxClass, TaxClass};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, catalog};
use std::sync::Arc;

/// Make or change a tax class and set rates
///
/// Rates that are not named stay. The answer shows the rates that were set.
#[utoipa::path(put, path = "/v1/tax-classes/{code}", tag = "catalog",
    params(("code" = String, Path)), request_body = PutTaxClass,
    responses((status = 200, body = TaxClass)))]
pub(crate) async fn put_tax_class(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(code): ApiPath<String>,
    ApiJson(body): ApiJson<PutTaxClass>,
) -> ApiResult<ApiJson<TaxClass>> {
    let Caller(cx) = caller;
    let (class, rates) = body.into_class(code);
    let answer = TaxClass::with_rates(class.clone(), &rates);
    catalog::put_tax_class(&app, &cx, class, rates).await?;
    Ok(ApiJson(answer))
}
