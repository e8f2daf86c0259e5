//! Delivers due events: leased, handled by the plugin, its effects checked and committed with the delivery mark.

use crate::app::App;
use crate::error::AppResult;
use crate::invocations::{Cause, Invocation, run};
use bodega_domain::event::CAUSATION_DEPTH_MAX;
use bodega_plugin_host::{EventEnvelope, Occasion};
use bodega_store::deliveries::Lease;
use futures::{FutureExt, StreamExt};
use std::sync::Arc;

/// Deliveries taken at once.
pub(super) const LEASES_MAX: u32 = 64;
/// Handlers that run at the same time on this node.
const CONCURRENT_MAX: usize = 16;
/// How long a delivery is ours, ms: longer than a handler may run.
const LEASE_MS: i64 = 60_000;
/// Attempts after which a delivery is dead.
pub(crate) const ATTEMPTS_MAX: u32 = 12;
/// The first pause before another attempt, ms; it doubles each time.
const BACKOFF_BASE_MS: i64 = 1_000;
/// The longest pause, ms.
const BACKOFF_MAX_MS: i64 = 3_600_000;

/// What one look at the outbox did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Handled and committed.
    pub done: usize,
    /// To be tried again.
    pub failed: usize,
    /// Given up until a person decides.
    pub dead: usize,
}

impl DeliveryReport {
    /// How many deliveries were taken.
    pub fn taken(&self) -> usize {
        self.done + self.failed + self.dead
    }
}

enum Fate {
    Done,
    Failed,
    Dead,
}

/// Takes what is due and delivers it.
pub async fn deliver_due(app: &Arc<App>) -> AppResult<DeliveryReport> {
    let leases = app.store.lease_due(app.now_ms(), LEASE_MS, LEASES_MAX).await?;
    let deliveries = futures::stream::iter(leases).map(|lease| {
        let app = app.clone();
        async move { deliver(&app, lease).await }
    });
    let fates: Vec<AppResult<Fate>> = deliveries.buffer_unordered(CONCURRENT_MAX).collect().await;
    let mut report = DeliveryReport::default();
    for fate in fates {
        match fate? {
            Fate::Done => report.done += 1,
            Fate::Failed => report.failed += 1,
            Fate::Dead => report.dead += 1,
        }
    }
    Ok(report)
}

async fn deliver(app: &Arc<App>, lease: Lease) -> AppResult<Fate> {
    let (tenant, seq, plugin) = (lease.tenant, lease.seq, lease.plugin.clone());
    let (is_hopeless, message) = match attempt(app, &lease).await? {
        Ok(()) => return Ok(Fate::Done),
        Err(setback) => setback,
    };
    if !is_hopeless && lease.attempts < ATTEMPTS_MAX {
        let pause = backoff_ms(lease.attempts);
        app.store.fail_delivery(&lease, &message, app.now_ms() + pause).await?;
        tracing::warn!(
            %tenant, %plugin, seq, attempts = lease.attempts,
            "delivery of event {seq} to {plugin} failed, next try in {pause} ms: {message}"
        );
        return Ok(Fate::Failed);
    }
    app.store.bury_delivery(&lease, &message).await?;
    tracing::error!(
        %tenant, %plugin, seq,
        "delivery of event {seq} to {plugin} is dead until a person retries or skips it: {message}"
    );
    Ok(Fate::Dead)
}

/// The pause before the attempt after `attempts`: it doubles from [`BACKOFF_BASE_MS`] up to [`BACKOFF_MAX_MS`].
pub(crate) fn backoff_ms(attempts: u32) -> i64 {
    (BACKOFF_BASE_MS << attempts.saturating_sub(1).min(20)).min(BACKOFF_MAX_MS)
}

/// Lets the plugin handle the event; a setback is whether it is hopeless, and why.
async fn attempt(app: &Arc<App>, lease: &Lease) -> AppResult<Result<(), (bool, String)>> {
    let event = &lease.event.event;
    if event.depth > CAUSATION_DEPTH_MAX {
        return Ok(Err((true, format!("more than {CAUSATION_DEPTH_MAX} events caused each other"))));
    }
    let plugins = app.tenant_plugins(lease.tenant).await?;
    let Some(installed) = plugins.installed.get(&lease.installation).cloned() else {
        return Ok(Err((false, "the installation is not ready on this node".to_owned())));
    };
    let invocation = Invocation {
        tenant: lease.tenant,
        installed,
        id: lease.invocation,
        occasion: Occasion::Event(EventEnvelope {
            id: event.id.to_string(),
            kind: event.event_type.clone(),
            subject: event.ordering_key.clone(),
            sequence: u64::try_from(lease.seq).unwrap_or(0),
            occurred_ms: event.occurred_at_ms,
            recorded_ms: event.recorded_at_ms,
            payload: event.payload_json.clone(),
        }),
        cause: Cause { subject: event.subject, store: event.store, depth: event.depth },
    };
    let ran = run(app, &invocation, |effects| {
        async move { Ok(app.store.complete_delivery(lease, effects, app.now_ms()).await?) }.boxed()
    });
    Ok(ran.await?.map(drop).map_err(|setback| (setback.is_hopeless(), setback.to_string())))
}
