//! Reads sales.

use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::SaleId;
use bodega_domain::sale::Sale;
use bodega_store::sales::{SaleFilter, SaleSummary};
use bodega_store::{Page, PageRequest};

/// One sale.
///
/// # Errors
/// `access.elsewhere` for a sale of a store that the caller does not reach.
pub async fn get_sale(app: &App, cx: &OpContext, id: SaleId) -> AppResult<Sale> {
    let sale = find_sale(app, cx, id).await?;
    cx.require_at(app, sale.store).await?;
    Ok(sale)
}

/// One sale of any store: goods may come back elsewhere.
pub(crate) async fn find_sale(app: &App, cx: &OpContext, id: SaleId) -> AppResult<Sale> {
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
    let filter = SaleFilter { reach: cx.reach.clone(), ..filter.clone() };
    app.store.list_sales(cx.tenant, &filter, page).await.map_err(page_error)
}
