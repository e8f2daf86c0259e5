//! Exceptions: what a person must look at, such as money that came for a voided sale.

use crate::app::App;
use crate::check::{NAME_MAX, page as page_error, text};
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
pub use bodega_store::exceptions::Exception;
use bodega_store::{Page, PageRequest};
use uuid::Uuid;

/// What nobody dealt with yet, oldest first.
pub async fn list_exceptions(app: &App, cx: &OpContext, page: &PageRequest) -> AppResult<Page<Exception>> {
    app.store.list_exceptions(cx.tenant, &cx.reach, page).await.map_err(page_error)
}

/// Notes how a person dealt with one.
pub async fn resolve_exception(app: &App, cx: &OpContext, id: Uuid, resolution: &str) -> AppResult<()> {
    text("/resolution", resolution, NAME_MAX)?;
    if app.store.resolve_exception(cx.tenant, id, resolution, app.now_ms(), &cx.reach).await? {
        return Ok(());
    }
    Err(AppError::not_found("exception.unknown", format!("open exception {id}")))
}
