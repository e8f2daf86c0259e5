//! What goes out to sales channels: items are kept up to date with catalog and stock, and plugins are called with what
//! changed.

mod compare;
mod push;

use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use bodega_package::Manifest;
pub use bodega_store::channels::{ChannelItem, ChannelItemFilter, ItemState};
use bodega_store::channels::{ChannelPlan, LaneKey};
use bodega_store::installations::Installation;
use bodega_store::{Page, PageRequest};
use std::sync::Arc;

/// Marks of moved stock collected in one transaction.
const MARKS_MAX: u32 = 500;
/// A minute, ms.
const MINUTE_MS: i64 = 60_000;

/// Notes how an installation pushes as its manifest now says.
pub(crate) async fn plan(
    app: &App,
    tenant: TenantId,
    row: &Installation,
    manifest: &Manifest,
) -> AppResult<()> {
    let plan = manifest.channel.as_ref().and_then(|channel| {
        Some(ChannelPlan {
            plugin: row.plugin.clone(),
            shops: channel.shops.clone()?,
            items: channel.items.clone()?,
            batch_max: channel.batch_max,
            gap_ms: MINUTE_MS / i64::from(channel.rate_per_minute.max(1)),
        })
    });
    Ok(app.store.plan_channel(tenant, row.id, plan.as_ref()).await?)
}

/// One round: notices, compares, collects, pushes; gives how many things were done.
pub(crate) async fn work(app: &Arc<App>) -> AppResult<usize> {
    let noticed = app.store.notice_changes(app.now_ms()).await?;
    let compared = compare::compare_due(app).await?;
    let collected = app.store.collect_marks(app.now_ms(), MARKS_MAX).await?;
    let pushed = push::push_due(app).await?;
    Ok(noticed + compared + collected + pushed)
}

/// Items of the tenant's mappings, with whether their channels have the latest values.
pub async fn list_items(
    app: &App,
    cx: &OpContext,
    filter: &ChannelItemFilter,
    page: &PageRequest,
) -> AppResult<Page<ChannelItem>> {
    let filter = ChannelItemFilter { reach: cx.reach.clone(), ..filter.clone() };
    app.store.list_channel_items(cx.tenant, &filter, page).await.map_err(page_error)
}

/// Sends an item out again, whatever the channel said of it.
pub async fn retry_item(
    app: &App,
    cx: &OpContext,
    installation: InstallationId,
    store: OrgUnitId,
    sku: &str,
) -> AppResult<()> {
    cx.require_at(app, store).await?;
    let lane = LaneKey { tenant: cx.tenant, installation, store };
    if app.store.retry_channel_item(lane, sku, app.now_ms()).await? {
        return Ok(());
    }
    Err(AppError::not_found("channel_item.unknown", format!("item {sku:?} of that installation and store")))
}
