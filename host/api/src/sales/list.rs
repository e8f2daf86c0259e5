//! Lists sales.

use super::wire::{SaleStatus, SaleSummary};
use crate::extract::{ApiJson, ApiQuery, Caller, Listed, page_request};
use crate::problem::ApiResult;
use axum::extract::State;
use bodega_app::data::SaleFilter;
use bodega_app::{App, sales};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which sales.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SalesQuery {
    /// Of this store.
    store: Option<Uuid>,
    /// Of this member.
    member: Option<Uuid>,
    /// First business date, `YYYY-MM-DD`.
    date_from: Option<String>,
    /// Last business date.
    date_to: Option<String>,
    /// With this status.
    #[param(inline)]
    status: Option<SaleStatus>,
    /// Rows wanted, 1 to 500; 50 where not given.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// List sales, newest first
#[utoipa::path(get, path = "/v1/sales", tag = "sales", params(SalesQuery),
    responses((status = 200, body = Listed<SaleSummary>)))]
pub(crate) async fn list_sales(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiQuery(query): ApiQuery<SalesQuery>,
) -> ApiResult<ApiJson<Listed<SaleSummary>>> {
    let Caller(cx) = caller;
    let page = page_request(query.limit, query.after)?;
    let filter = SaleFilter {
        store: query.store.map(Into::into),
        member: query.member.map(Into::into),
        date_from: query.date_from,
        date_to: query.date_to,
        status: query.status.map(Into::into),
        ..SaleFilter::default()
    };
    let sales = sales::list_sales(&app, &cx, &filter, &page).await?;
    Ok(ApiJson(Listed::of(sales)))
}
