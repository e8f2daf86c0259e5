//! Prices a basket.

use super::wire::Quote;
use crate::basket::{Basket, discounted_lines, repoint};
use crate::extract::{ApiJson, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, sales};
use std::sync::Arc;

/// Price a basket
///
/// Nothing is written. Send the quote's total and digest with the sale.
#[utoipa::path(post, path = "/v1/quotes", tag = "sales", request_body = Basket,
    responses((status = 200, body = Quote)))]
pub(crate) async fn create_quote(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiJson(body): ApiJson<Basket>,
) -> ApiResult<ApiJson<Quote>> {
    let Caller(cx) = caller;
    let draft = body.into_draft()?;
    let (store, discounted) = (draft.store, discounted_lines(&draft));
    let quote = sales::quote(&app, &cx, draft).await.map_err(|error| repoint(error, &discounted))?;
    let (objections, _) = sales::objections(&app, cx.tenant, store, &quote, &[]).await?;
    Ok(ApiJson(Quote::of(quote, objections)))
}
