//! Pays the rest of a sale in another way.

use super::wire::{NewTender, Sale, tenders};
use crate::extract::{ApiJson, ApiPath, Caller};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::{App, payments};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// How the rest is paid.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddTenders {
    /// They take the place of tenders that failed; with those that stay they pay for the sale.
    #[schema(min_items = 1, max_items = 50)]
    pub tenders: Vec<NewTender>,
}

/// Pay the rest of a sale in another way
///
/// For a sale that awaits payment. Tenders that failed make room; pending and settled ones stay. Charges of plugins start at once,
/// as with the sale itself.
#[utoipa::path(post, path = "/v1/sales/{id}/tenders", tag = "sales",
    params(("id" = Uuid, Path)), request_body = AddTenders, responses((status = 200, body = Sale)))]
pub(crate) async fn add_tenders(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<AddTenders>,
) -> ApiResult<ApiJson<Sale>> {
    let Caller(cx) = caller;
    let sale = payments::add_tenders(&app, &cx, id.into(), tenders(body.tenders)?).await?;
    Ok(ApiJson(sale.into()))
}
