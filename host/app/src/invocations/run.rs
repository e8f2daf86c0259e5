//! Runs an invocation until its effects commit.

use super::effects::checked;
use super::files::keep;
use super::ports::PluginPorts;
use super::shadow::dry_run;
use crate::app::App;
use crate::error::AppResult;
use crate::plugins::installed::InstalledPlugin;
use bodega_domain::ids::{OrgUnitId, TenantId};
use bodega_plugin_host::{CallError, Caller, InvokeCall, Occasion, Refusal, Reply};
use bodega_store::StoreError;
use bodega_store::deliveries::CompleteError;
use bodega_store::effects::{ApplyEffects, ApplyError, Effects, EffectsApplied, EffectsRefused};
use bodega_store::jobs::CompleteJobError;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::sync::Arc;
use uuid::Uuid;

/// How often an invocation runs again when its effects met a conflict at commit.
const RERUNS_MAX: u32 = 8;

/// An invocation of an installed plugin.
pub(crate) struct Invocation {
    /// The merchant.
    pub tenant: TenantId,
    /// Whose.
    pub installed: Arc<InstalledPlugin>,
    /// The same over re-runs and retries.
    pub id: Uuid,
    /// What it is about.
    pub occasion: Occasion,
    /// What caused it: events it emits carry it on.
    pub cause: Cause,
}

/// What events of an invocation inherit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cause {
    /// The document it is about.
    pub subject: Option<Uuid>,
    /// The store it is about.
    pub store: Option<OrgUnitId>,
    /// How many events caused each other up to here.
    pub depth: u32,
}

/// Why an invocation came to nothing.
#[derive(Debug)]
pub(crate) enum Setback {
    /// The call failed, or the plugin said no.
    Call(CallError),
    /// Its effects are not allowed: running again cannot help.
    Effects(String),
    /// Its effects met a conflict every time.
    Conflict(String),
    /// Another version took over while it ran: what it did is not for the documents as they are now.
    Superseded,
}

impl Setback {
    /// Whether trying again later cannot help.
    pub(crate) fn is_hopeless(&self) -> bool {
        match self {
            Setback::Call(CallError::Refused(Refusal::Reject(_)) | CallError::NotPermitted { .. }) => true,
            Setback::Call(_) | Setback::Conflict(_) | Setback::Superseded => false,
            Setback::Effects(_) => true,
        }
    }
}

impl std::fmt::Display for Setback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Setback::Call(CallError::Refused(Refusal::Reject(message))) => f.write_str(message),
            Setback::Call(error @ CallError::NotPermitted { .. }) => write!(f, "{error}"),
            Setback::Call(error) => write!(f, "{}: {error}", error.code()),
            Setback::Effects(message) => f.write_str(message),
            Setback::Superseded => f.write_str("another version took over while it ran"),
            Setback::Conflict(last) => write!(f, "its effects met a conflict {RERUNS_MAX} times: {last}"),
        }
    }
}

/// Why a commit did not take place.
pub(crate) enum CommitError {
    /// Somebody else has the work or had it: what it did is in the books once.
    Lost,
    /// What goes with the effects is not allowed: running again cannot help.
    NotAllowed(String),
    /// The store refused the effects.
    Refused(EffectsRefused),
    /// The store failed.
    Store(StoreError),
}

impl From<CompleteError> for CommitError {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::LeaseLost => CommitError::Lost,
            CompleteError::Refused(refused) => CommitError::Refused(refused),
            CompleteError::Store(error) => CommitError::Store(error),
        }
    }
}

impl From<CompleteJobError> for CommitError {
    fn from(error: CompleteJobError) -> Self {
        match error {
            CompleteJobError::LeaseLost => CommitError::Lost,
            CompleteJobError::Refused(refused) => CommitError::Refused(refused),
            CompleteJobError::Store(error) => CommitError::Store(error),
        }
    }
}

impl From<ApplyError> for CommitError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Refused(refused) => CommitError::Refused(refused),
            ApplyError::Store(error) => CommitError::Store(error),
        }
    }
}

/// A commit under way.
pub(crate) type Committing<'a> = BoxFuture<'a, Result<EffectsApplied, CommitError>>;

/// Runs the plugin until `commit` takes its effects, at most [`RERUNS_MAX`] times. Requests to the outside are sent
/// once: a re-run gets the recorded answers.
pub(crate) async fn run<'a>(
    app: &'a Arc<App>,
    invocation: &'a Invocation,
    commit: impl Fn(Effects) -> Committing<'a> + Send + Sync,
) -> AppResult<Result<Reply, Setback>> {
    run_with_reply(app, invocation, |effects, _| commit(effects)).await
}

/// As [`run`], for a commit that depends on what the plugin answered.
pub(crate) async fn run_with_reply<'a>(
    app: &'a Arc<App>,
    invocation: &'a Invocation,
    commit: impl Fn(Effects, &Reply) -> Committing<'a> + Send + Sync,
) -> AppResult<Result<Reply, Setback>> {
    let ports = Arc::new(PluginPorts::new(app, invocation));
    let mut last = String::new();
    for _ in 0..RERUNS_MAX {
        ports.outside().rewind();
        let called = app.plugins.invoke(call(invocation, ports.clone())).await;
        let (id, point) = (invocation.installed.id, invocation.occasion.point());
        let is_failure = called.result.is_err();
        app.usage.add(invocation.tenant, id, point, is_failure, &called.report, ports.outside().outgoing());
        let invoked = match called.result {
            Ok(invoked) => invoked,
            Err(error) => return Ok(Err(Setback::Call(error))),
        };
        let (effects, files) = match checked(app, invocation, invoked.effects.clone()).await? {
            Ok(checked) => checked,
            Err(message) => return Ok(Err(Setback::Effects(message))),
        };
        let trial = dry_run(app, invocation, &ports, &invoked).await;
        let has_events = !effects.events.is_empty() || !effects.orders.is_empty();
        keep(app, invocation, files).await?;
        match commit(effects, &invoked.reply).await {
            Ok(applied) => {
                if has_events {
                    app.wake_outbox();
                }
                if !invoked.effects.payments.is_empty() {
                    app.wake_payments();
                }
                recompile_if_stale(app, invocation, &applied).await;
                if let Some(comparison) = trial.filter(|_| !applied.is_replay) {
                    app.shadows.push(comparison);
                }
                return Ok(Ok(invoked.reply));
            }
            Err(CommitError::Lost) => return Ok(Ok(invoked.reply)),
            Err(CommitError::NotAllowed(message)) => return Ok(Err(Setback::Effects(message))),
            Err(CommitError::Refused(_)) if is_superseded(app, invocation).await? => {
                return Ok(Err(Setback::Superseded));
            }
            Err(CommitError::Refused(refused)) if refused.is_conflict() => last = refused.to_string(),
            Err(CommitError::Refused(refused)) => return Ok(Err(Setback::Effects(refused.to_string()))),
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Err(Setback::Conflict(last)))
}

/// As [`run`], for work without a mark of its own: a route, a button.
pub(super) async fn run_and_apply<'a>(
    app: &'a Arc<App>,
    invocation: &'a Invocation,
) -> AppResult<Result<Reply, Setback>> {
    run(app, invocation, |effects| {
        let work = ApplyEffects {
            tenant: invocation.tenant,
            installation: invocation.installed.id,
            plugin: invocation.installed.plugin.to_string(),
            invocation: invocation.id,
            recorded_at_ms: app.now_ms(),
            effects,
        };
        async move {
            if work.effects == Effects::default() {
                return Ok(EffectsApplied::default());
            }
            Ok(app.store.apply_effects(work).await?)
        }
        .boxed()
    })
    .await
}

/// Whether another version than the one that runs is in use now.
async fn is_superseded(app: &App, invocation: &Invocation) -> AppResult<bool> {
    let (tenant, installed) = (invocation.tenant, &invocation.installed);
    let now = app.store.get_installation(tenant, installed.id).await?;
    let is_other = now.is_none_or(|now| now.package != installed.package);
    if is_other {
        app.installations_changed(tenant);
    }
    Ok(is_other)
}

pub(super) fn call(invocation: &Invocation, ports: Arc<PluginPorts>) -> InvokeCall {
    let installed = &invocation.installed;
    InvokeCall {
        caller: Caller {
            tenant: invocation.tenant,
            installation: installed.id,
            plugin: installed.plugin.clone(),
            component: installed.component.clone(),
            is_trial: installed.is_trial,
        },
        limits: installed.limits.of(invocation.occasion.point()),
        occasion: invocation.occasion.clone(),
        settings: installed.settings.clone(),
        ports,
    }
}

async fn recompile_if_stale(app: &App, invocation: &Invocation, applied: &EffectsApplied) {
    if applied.compiled_collections.is_empty() {
        return;
    }
    let (tenant, installed) = (invocation.tenant, &invocation.installed);
    if let Err(error) = crate::plugins::recompile(app, tenant, installed.id).await {
        tracing::warn!(%tenant, plugin = %installed.plugin, "snapshot stays old: {error}");
    }
}
