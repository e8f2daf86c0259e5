//! Makes a sale.

use super::wire::{PutSale, Sale};
use crate::basket::{discounted_lines, repoint};
use crate::extract::{ApiJson, ApiPath, Caller, Created};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, sales};
use std::sync::Arc;
use uuid::Uuid;

/// Make a sale
///
/// The same request again gives the same sale (200). Where the price is no longer what the customer was shown, nothing
/// is sold: 409 `price_changed` carries the new `quote`. Where plugins object, 409 `sale.refused` or
/// `sale.override_required` carries the `objections`. With a pending tender the sale awaits payment and holds price,
/// claims and stock until `expires_at_ms`. Tenders of `pay:` methods are charged by their plugins before the answer comes;
/// `GET /v1/payments?sale=` says how each stands and what to show the customer.
#[utoipa::path(put, path = "/v1/sales/{id}", tag = "sales",
    params(("id" = Uuid, Path, description = "Made by the till (UUIDv7)")), request_body = PutSale,
    responses((status = 201, body = Sale), (status = 200, body = Sale, description = "Made before by the same request")))]
pub(crate) async fn put_sale(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<PutSale>,
) -> ApiResult<Created<Sale>> {
    let Caller(cx) = caller;
    let sale = body.into_sale(id)?;
    let discounted = discounted_lines(&sale.draft);
    let done = sales::checkout(&app, &cx, sale).await.map_err(|error| repoint(error, &discounted))?;
    let sale = Sale::from(done.sale);
    Ok(if done.is_replay { Created::Before(sale) } else { Created::Now(sale) })
}
