//! The ledger as people read it: accounts of a plugin. What an account means is the plugin's business.

use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::AppResult;
pub use bodega_store::ledger::AccountBalance;
use bodega_store::{Page, PageRequest};

/// Accounts of a plugin whose key starts with `prefix`, by key.
pub async fn list_accounts(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    prefix: &str,
    page: &PageRequest,
) -> AppResult<Page<AccountBalance>> {
    app.store.list_accounts(cx.tenant, plugin, prefix, page).await.map_err(page_error)
}
