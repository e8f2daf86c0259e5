//! Calls plugins with what is to go out, and notes what became of it in one transaction with their effects.

use crate::app::App;
use crate::error::AppResult;
use crate::invocations::{Cause, CommitError, Invocation, run_with_reply};
use crate::plugins::installed::InstalledPlugin;
use bodega_domain::ids::OrderId;
use bodega_plugin_host::{ChannelPush, Occasion, PushAnswer, PushItem, PushOrder, PushOutcome, Reply};
use bodega_store::channels::{ChannelItem, CompletePushError, PushLease, PushResult, PushResults};
use futures::{FutureExt, StreamExt};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Lanes taken at once.
const LEASES_MAX: u32 = 16;
/// How long a lane is ours, ms: longer than a push may take with all its re-runs.
const LEASE_MS: i64 = 10 * 60_000;

/// Pushes what is due; gives how many pushes there were.
pub(super) async fn push_due(app: &Arc<App>) -> AppResult<usize> {
    let leases = app.store.lease_pushes(app.now_ms(), LEASE_MS, LEASES_MAX).await?;
    let taken = leases.len();
    let pushes = futures::stream::iter(leases).map(|lease| {
        let app = app.clone();
        async move {
            let (tenant, plugin) = (lease.lane.tenant, lease.plugin.clone());
            if let Err(error) = push_one(&app, lease).await {
                tracing::error!(%tenant, %plugin, "a push of {plugin} waits for its lease to end: {error}");
            }
        }
    });
    pushes.buffer_unordered(LEASES_MAX as usize).collect::<()>().await;
    Ok(taken)
}

async fn push_one(app: &Arc<App>, lease: PushLease) -> AppResult<()> {
    let plugins = app.tenant_plugins(lease.lane.tenant).await?;
    let Some(installed) = plugins.installed.get(&lease.lane.installation).cloned() else {
        app.store.fail_push(&lease, "the installation is not ready on this node", app.now_ms()).await?;
        return Ok(());
    };
    let invocation = Invocation {
        tenant: lease.lane.tenant,
        id: lease.token,
        occasion: Occasion::Push(changes(app, &lease).await?),
        cause: Cause { store: Some(lease.lane.store), ..Cause::default() },
        installed: installed.clone(),
    };
    let held = &lease;
    let done = run_with_reply(app, &invocation, |effects, reply| {
        let results = match reply {
            Reply::Push(answer) => results(held, answer),
            _ => Err("a push gave no answer".to_owned()),
        };
        async move {
            let results = results.map_err(CommitError::NotAllowed)?;
            Ok(app.store.complete_push(held, results, effects, app.now_ms()).await?)
        }
        .boxed()
    });
    let Err(setback) = done.await? else { return Ok(()) };
    app.store.fail_push(&lease, &setback.to_string(), app.now_ms()).await?;
    report(&installed, &lease, &setback.to_string());
    Ok(())
}

fn report(installed: &InstalledPlugin, lease: &PushLease, message: &str) {
    let (tenant, plugin, store) = (lease.lane.tenant, &installed.plugin, lease.lane.store);
    tracing::warn!(%tenant, %plugin, %store, "a push of {plugin} failed and is tried again: {message}");
}

impl From<CompletePushError> for CommitError {
    fn from(error: CompletePushError) -> Self {
        match error {
            CompletePushError::LeaseLost => CommitError::Lost,
            CompletePushError::Refused(refused) => CommitError::Refused(refused),
            CompletePushError::Store(error) => CommitError::Store(error),
        }
    }
}

/// What the plugin is told.
async fn changes(app: &App, lease: &PushLease) -> AppResult<ChannelPush> {
    let tenant = lease.lane.tenant;
    let keys: Vec<String> = lease.items.iter().map(|item| item.document_key.clone()).collect();
    let mapped = app.store.get_documents(tenant, &lease.plugin, &lease.items_collection, &keys).await?;
    let mapped: BTreeMap<String, String> =
        mapped.into_iter().map(|document| (document.key, document.body)).collect();
    let shop = match lease.shop_key.as_str() {
        "" => None,
        key => app.store.get_document(tenant, &lease.plugin, &lease.shops_collection, key).await?,
    };
    let item = |item: &ChannelItem| {
        // One whose document went a moment ago is forgotten at the next comparison.
        let mapping = mapped.get(&item.document_key)?.clone();
        Some(PushItem {
            sku: item.sku.clone(),
            mapping,
            on_hand: item.on_hand_micros,
            available: item.available_micros,
            price: item.price_minor,
            is_on_sale: item.is_on_sale,
        })
    };
    let orders = lease.orders.iter().map(|(order, known)| PushOrder {
        id: order.id.to_string(),
        channel: order.channel.clone(),
        external_id: order.external_id.clone(),
        status: order.status.as_str().to_owned(),
        known: known.as_str().to_owned(),
        reason: order.steps.last().and_then(|step| step.reason.clone()),
    });
    Ok(ChannelPush {
        invocation: lease.token.to_string(),
        store: lease.lane.store.to_string(),
        shop: shop.map(|shop| shop.body),
        now_ms: app.now_ms(),
        attempt: lease.failures.saturating_add(1),
        items: lease.items.iter().filter_map(item).collect(),
        orders: orders.collect(),
    })
}

/// An answer in the store's words; one that names what did not go out, or something twice, is refused whole. What it
/// leaves out is tried again.
fn results(lease: &PushLease, answer: &PushAnswer) -> Result<PushResults, String> {
    let items: BTreeSet<String> = lease.items.iter().map(|item| item.sku.clone()).collect();
    let items = checked("item", items, &answer.items)?;
    let orders: BTreeSet<String> = lease.orders.iter().map(|(order, _)| order.id.to_string()).collect();
    let orders = checked("order", orders, &answer.orders)?;
    let id = |(id, result): (String, PushResult)| Some((id.parse::<OrderId>().ok()?, result));
    Ok(PushResults { items, orders: orders.into_iter().filter_map(id).collect() })
}

fn checked(
    what: &str,
    mut left: BTreeSet<String>,
    outcomes: &[(String, PushOutcome)],
) -> Result<Vec<(String, PushResult)>, String> {
    let mut results = Vec::with_capacity(left.len());
    for (name, outcome) in outcomes {
        if !left.remove(name) {
            return Err(format!(
                "the answer names {what} {name:?}, which did not go out or was named before"
            ));
        }
        let result = match outcome {
            PushOutcome::Done => PushResult::Done,
            PushOutcome::Retry(message) => PushResult::Retry { message: message.clone() },
            PushOutcome::Reject(message) => PushResult::Reject { message: message.clone() },
        };
        results.push((name.clone(), result));
    }
    let unnamed = "the plugin did not say what became of it".to_owned();
    results.extend(left.into_iter().map(|name| (name, PushResult::Retry { message: unnamed.clone() })));
    Ok(results)
}
