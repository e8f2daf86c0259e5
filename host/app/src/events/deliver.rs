//! Delivers due events: leased, handled by the plugin, its effects checked and committed with the delivery mark.

use super::ports::PluginReads;
use crate::app::App;
use crate::error::AppResult;
use crate::plugins::installed::{InstalledHandler, resolve_postings};
use bodega_domain::event::CAUSATION_DEPTH_MAX;
use bodega_domain::ids::{EventId, MemberId};
use bodega_plugin_host::{
    CallError, Caller, Effects as Recorded, EventCall, EventEnvelope, Refusal, TagAction as RecordedTag,
};
use bodega_store::collections::DocumentWrite;
use bodega_store::deliveries::{CompleteError, Lease};
use bodega_store::effects::Effects;
use bodega_store::events::NewEvent;
use bodega_store::members::{TagAction, TagChange};
use futures::StreamExt;
use std::sync::Arc;
use uuid::Uuid;

/// Deliveries taken at once.
const LEASES_MAX: u32 = 64;
/// Handlers that run at the same time on this node.
const CONCURRENT_MAX: usize = 16;
/// How long a delivery is ours, ms: longer than a handler may run.
const LEASE_MS: i64 = 60_000;
/// How often an invocation runs again when its effects met a conflict at commit.
const RERUNS_MAX: u32 = 8;
/// Attempts after which a delivery is dead.
const ATTEMPTS_MAX: u32 = 12;
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

/// Why a delivery did not succeed.
enum Setback {
    /// Trying again may help.
    Retry(String),
    /// It cannot.
    Hopeless(String),
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
    match attempt(app, &lease).await? {
        Ok(()) => Ok(Fate::Done),
        Err(Setback::Retry(message)) if lease.attempts < ATTEMPTS_MAX => {
            let doublings = lease.attempts.saturating_sub(1).min(20);
            let pause = (BACKOFF_BASE_MS << doublings).min(BACKOFF_MAX_MS);
            app.store.fail_delivery(&lease, &message, app.now_ms() + pause).await?;
            tracing::warn!(
                tenant = %lease.tenant, plugin = %lease.plugin, seq = lease.seq, attempts = lease.attempts,
                "delivery of event {} to {} failed, next try in {pause} ms: {message}", lease.seq, lease.plugin
            );
            Ok(Fate::Failed)
        }
        Err(Setback::Retry(message) | Setback::Hopeless(message)) => {
            app.store.bury_delivery(&lease, &message).await?;
            tracing::error!(
                tenant = %lease.tenant, plugin = %lease.plugin, seq = lease.seq,
                "delivery of event {} to {} is dead until a person retries or skips it: {message}", lease.seq, lease.plugin
            );
            Ok(Fate::Dead)
        }
    }
}

/// Runs the handler until its effects commit, at most [`RERUNS_MAX`] times.
async fn attempt(app: &Arc<App>, lease: &Lease) -> AppResult<Result<(), Setback>> {
    if lease.event.event.depth > CAUSATION_DEPTH_MAX {
        let message = format!("more than {CAUSATION_DEPTH_MAX} events caused each other");
        return Ok(Err(Setback::Hopeless(message)));
    }
    let plugins = app.tenant_plugins(lease.tenant).await?;
    let Some(handler) = plugins.handlers.get(&lease.installation).cloned() else {
        return Ok(Err(Setback::Retry("the installation is not ready on this node".to_owned())));
    };
    let mut last = String::new();
    for _ in 0..RERUNS_MAX {
        let recorded = match app.plugins.handle_event(call(app, lease, &handler)).await.result {
            Ok(recorded) => recorded,
            Err(CallError::Refused(Refusal::Reject(message))) => return Ok(Err(Setback::Hopeless(message))),
            Err(error @ CallError::NotPermitted { .. }) => {
                return Ok(Err(Setback::Hopeless(error.to_string())));
            }
            Err(error) => return Ok(Err(Setback::Retry(format!("{}: {error}", error.code())))),
        };
        let effects = match checked(app, lease, &handler, recorded) {
            Ok(effects) => effects,
            Err(message) => return Ok(Err(Setback::Hopeless(message))),
        };
        let has_events = !effects.events.is_empty();
        match app.store.complete_delivery(lease, effects, app.now_ms()).await {
            Ok(applied) => {
                if has_events {
                    app.wake_outbox();
                }
                if !applied.compiled_collections.is_empty()
                    && let Err(error) = crate::plugins::recompile(app, lease.tenant, lease.installation).await
                {
                    tracing::warn!(tenant = %lease.tenant, plugin = %lease.plugin, "snapshot stays old: {error}");
                }
                return Ok(Ok(()));
            }
            // Somebody else has it or had it: what it did is in the books once.
            Err(CompleteError::LeaseLost) => return Ok(Ok(())),
            Err(CompleteError::Refused(refused)) if refused.is_conflict() => last = refused.to_string(),
            Err(CompleteError::Refused(refused)) => return Ok(Err(Setback::Hopeless(refused.to_string()))),
            Err(CompleteError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Err(Setback::Retry(format!("its effects met a conflict {RERUNS_MAX} times: {last}"))))
}

fn call(app: &Arc<App>, lease: &Lease, handler: &InstalledHandler) -> EventCall {
    let event = &lease.event.event;
    EventCall {
        caller: Caller {
            tenant: lease.tenant,
            installation: lease.installation,
            plugin: handler.plugin.clone(),
            component: handler.component.clone(),
        },
        limits: handler.limits,
        event: EventEnvelope {
            id: event.id.to_string(),
            kind: event.event_type.clone(),
            subject: event.ordering_key.clone(),
            sequence: u64::try_from(lease.seq).unwrap_or(0),
            occurred_ms: event.occurred_at_ms,
            recorded_ms: event.recorded_at_ms,
            payload: event.payload_json.clone(),
        },
        settings: handler.settings.clone(),
        ports: Arc::new(PluginReads {
            app: app.clone(),
            tenant: lease.tenant,
            plugin: handler.plugin.clone(),
        }),
    }
}

/// Recorded effects in the store's words, each checked against what the manifest declares.
fn checked(
    app: &App,
    lease: &Lease,
    handler: &InstalledHandler,
    recorded: Recorded,
) -> Result<Effects, String> {
    let manifest = &handler.manifest;
    let mut effects = Effects::default();
    for group in &recorded.postings {
        let memo = Some(group.memo.as_str());
        effects.postings.extend(resolve_postings(&handler.plugin, &handler.accounts, &group.postings, memo)?);
    }
    for write in recorded.documents {
        if !manifest.collections.iter().any(|collection| collection.name == write.collection) {
            return Err(format!("collection {:?} is not declared in the manifest", write.collection));
        }
        let (collection, key, body, expected_version) =
            (write.collection, write.key, write.body, write.expected_version);
        effects.documents.push(DocumentWrite { collection, key, body, expected_version });
    }
    for change in recorded.tags {
        let member: MemberId =
            change.member.parse().map_err(|_| format!("{:?} is not a member's id", change.member))?;
        let action = match change.action {
            RecordedTag::Add => TagAction::Add,
            RecordedTag::Remove => TagAction::Remove,
        };
        effects.member_tags.push(TagChange {
            member,
            tag: format!("{}:{}", handler.plugin, change.name),
            action,
        });
    }
    for (ordinal, event) in recorded.events.into_iter().enumerate() {
        if !manifest.events.emit.contains(&event.kind) {
            return Err(format!("event type {:?} is not declared in the manifest", event.kind));
        }
        let now = app.now_ms();
        effects.events.push(NewEvent {
            id: EventId(derived_id(lease.invocation, ordinal)),
            event_type: event.kind,
            ordering_key: event.subject,
            subject: lease.event.event.subject,
            store: lease.event.event.store,
            occurred_at_ms: now,
            recorded_at_ms: now,
            depth: lease.event.event.depth + 1,
            payload_json: event.payload,
        });
    }
    Ok(effects)
}

/// The same id for the same event of the same invocation, however often it runs.
fn derived_id(invocation: Uuid, ordinal: usize) -> Uuid {
    let text = format!("{invocation}/{ordinal}");
    let digest = bodega_domain::digest::Digest::of(text.as_bytes());
    let mut bytes = [0u8; 16];
    for (byte, pair) in bytes.iter_mut().zip(digest.hex().as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
