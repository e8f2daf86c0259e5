//! Reads sales.

use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::SaleId;
use bodega_domain::sale::Sale;
use bodega_store::sales::{SaleFilter, SaleSummary};
use bodega_store::{Page, PageRequest};

/// One sale.
pub async fn get_sale(app: &App, cx: &OpContext, id: SaleId) -> AppResult<Sale> {
    let sale = app.store.get_sale(cx.tenant, id).await?;
    sale.ok_or_else(|| AppError::not_found("sale.unknown", format!("sale {id}")))
}

/// Sales, newest first.
pub async fn list_sales(
    app: &App,
    cx: &OpContext,
    filter: &SaleFilter,
    page: &PageRequest,
) -> AppResult<Page<SaleSummary>> {
    Ok(app.store.list_sales(cx.tenant, filter, page).await?)
}
