//! Compares the items that a mapping names with the catalog.

use crate::app::App;
use crate::error::AppResult;
use crate::pricing::local_time;
use bodega_store::channels::{ItemFacts, LaneToCompare};
use bodega_store::collections::Document;
use bodega_store::org::StoreContext;
use bodega_store::{PAGE_MAX, PageRequest};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Lanes compared in one look.
const LANES_MAX: u32 = 8;
/// How long a lane is ours, ms: longer than the largest mapping takes.
const LEASE_MS: i64 = 5 * 60_000;
/// How long what cannot be compared waits, ms.
const PAUSE_MS: i64 = 60_000;

/// What the host reads of a document that maps an item.
#[derive(Deserialize)]
struct Mapping {
    sku: String,
}

/// Compares what is due; gives how many lanes.
pub(super) async fn compare_due(app: &App) -> AppResult<usize> {
    let lanes = app.store.lanes_to_compare(app.now_ms(), LEASE_MS, LANES_MAX).await?;
    for lane in &lanes {
        let again_at_ms = match compare(app, lane).await {
            Ok(again_at_ms) => again_at_ms,
            Err(error) => {
                let (tenant, store) = (lane.lane.tenant, lane.lane.store);
                tracing::warn!(%tenant, plugin = %lane.plugin, %store, "items of {store} wait: {error}");
                app.now_ms() + PAUSE_MS
            }
        };
        app.store.compared(lane, again_at_ms).await?;
    }
    Ok(lanes.len())
}

/// Gives when a price will change by itself. A store where the installation is not on has nothing on the channel.
async fn compare(app: &App, lane: &LaneToCompare) -> AppResult<i64> {
    let tenant = lane.lane.tenant;
    // What was noticed must be seen: a cached version may be older.
    app.catalog_changed(tenant);
    let place = app.facts.store_context(&app.store, tenant, lane.lane.store).await?;
    let mut gone = app.store.lane_skus(lane.lane).await?;
    let plugins = app.tenant_plugins(tenant).await?;
    let Some(installed) = plugins.installed.get(&lane.lane.installation) else {
        return Ok(app.now_ms() + PAUSE_MS);
    };
    if !installed.scope.covers(&place.org_unit.lineage()) {
        app.store.forget_items(lane.lane, &Vec::from_iter(gone)).await?;
        return Ok(i64::MAX);
    }
    let mut again_at_ms = i64::MAX;
    let mut page = PageRequest::first(PAGE_MAX);
    loop {
        let documents = app.store.list_documents(tenant, &lane.plugin, &lane.items, "", &page).await?;
        let (facts, until_ms) = facts_of(app, lane, &place, &documents.items).await?;
        for facts in &facts {
            gone.remove(&facts.sku);
        }
        app.store.refresh_items(lane.lane, &facts, app.now_ms()).await?;
        again_at_ms = again_at_ms.min(until_ms);
        match documents.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    app.store.forget_items(lane.lane, &Vec::from_iter(gone)).await?;
    Ok(again_at_ms)
}

/// What the catalog says of mapped SKUs, those that it does not know left out; and until when that holds.
async fn facts_of(
    app: &App,
    lane: &LaneToCompare,
    place: &StoreContext,
    documents: &[Document],
) -> AppResult<(Vec<ItemFacts>, i64)> {
    let mapped: BTreeMap<String, &Document> = documents
        .iter()
        .filter_map(|document| Some((serde_json::from_str::<Mapping>(&document.body).ok()?.sku, document)))
        .collect();
    let skus: Vec<String> = mapped.keys().cloned().collect();
    let now = app.now_ms();
    let local = local_time(now, &place.org_unit.time_zone, place.org_unit.cutoff_hour)?;
    let known = app.facts.sku_facts(&app.store, lane.lane.tenant, place, &skus, now, &local.date).await?;
    let until_ms = known.values().map(|facts| facts.fresh_until_ms).min().unwrap_or(i64::MAX);
    let facts = mapped.into_iter().filter_map(|(sku, document)| {
        let facts = known.get(&sku)?;
        Some(ItemFacts {
            variant: facts.variant,
            document_key: document.key.clone(),
            price_minor: facts.unit_price_minor,
            is_on_sale: facts.is_active && facts.unit_price_minor.is_some(),
            sku,
        })
    });
    Ok((facts.collect(), until_ms))
}
