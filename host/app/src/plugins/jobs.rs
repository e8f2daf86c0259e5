//! Jobs of plugins: planned by the manifest's cron expressions in the tenant's time zone, run once each.

use super::installed::InstalledPlugin;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use crate::events::{ATTEMPTS_MAX, backoff_ms};
use crate::exports::ask_by_schedule;
use crate::invocations::{Cause, Invocation, local_text, run};
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::org::Reach;
use bodega_package::{Export, Manifest, OnMissed};
use bodega_plugin_host::{JobRun as Run, Occasion};
use bodega_store::effects::Effects;
use bodega_store::installations::Installation;
use bodega_store::jobs::{CompleteJobError, Job, JobLease, JobRun};
use bodega_store::{Page, PageRequest};
use futures::{FutureExt, StreamExt};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::sync::Arc;

/// Runs taken at once.
const LEASES_MAX: u32 = 16;
/// How long a run is ours, ms: longer than a job may take with all its re-runs.
const LEASE_MS: i64 = 10 * 60_000;
/// How late a run may start that is to be let go when it is missed, ms.
const LATE_MS: i64 = 5 * 60_000;
/// Planned times that passed unnoticed and are counted one by one; more are "many".
const MISSED_COUNTED_MAX: u32 = 10_000;
/// The time zone of a tenant that has no head office yet.
const ZONE_DEFAULT: &str = "UTC";

impl App {
    /// The tenant's time zone: that of its topmost org unit.
    pub(crate) async fn tenant_zone(&self, tenant: TenantId) -> AppResult<TimeZone> {
        let units = self.store.list_org_units(tenant, None, &Reach::Everywhere).await?;
        let top = units.iter().find(|unit| unit.parent.is_none());
        let name = top.map_or(ZONE_DEFAULT, |unit| unit.time_zone.as_str());
        TimeZone::get(name).map_err(AppError::fault)
    }
}

fn local(at_ms: i64, zone: &TimeZone) -> AppResult<Zoned> {
    Ok(Timestamp::from_millisecond(at_ms).map_err(AppError::fault)?.to_zoned(zone.clone()))
}

/// Plans the jobs of an installation as it is now; one whose expression did not change keeps its next time.
pub(crate) async fn plan(
    app: &App,
    tenant: TenantId,
    row: &Installation,
    manifest: &Manifest,
) -> AppResult<()> {
    let mut jobs = Vec::new();
    let declared = declared(manifest);
    if row.is_enabled && !declared.is_empty() {
        let now = local(app.now_ms(), &app.tenant_zone(tenant).await?)?;
        for job in &declared {
            if let Some(next) = job.next_after(&now) {
                let (name, cron) = (job.name.clone(), job.cron.clone());
                jobs.push(Job { name, cron, next_due_ms: next.timestamp().as_millisecond() });
            }
        }
    }
    Ok(app.store.plan_jobs(tenant, row.id, &jobs).await?)
}

/// The jobs of a manifest, and those that ask for its exports at set times.
fn declared(manifest: &Manifest) -> Vec<bodega_package::Job> {
    manifest.jobs.iter().cloned().chain(manifest.exports.iter().filter_map(Export::job)).collect()
}

/// Runs what is due; gives how many runs were taken.
pub(crate) async fn run_due(app: &Arc<App>) -> AppResult<usize> {
    let leases = app.store.lease_due_jobs(app.now_ms(), LEASE_MS, LEASES_MAX).await?;
    let taken = leases.len();
    let runs = futures::stream::iter(leases).map(|lease| {
        let app = app.clone();
        async move {
            let (tenant, job) = (lease.tenant, lease.job.clone());
            if let Err(error) = run_one(&app, lease).await {
                tracing::error!(%tenant, job, "a job's run waits for its lease to end: {error}");
            }
        }
    });
    runs.buffer_unordered(LEASES_MAX as usize).collect::<()>().await;
    Ok(taken)
}

async fn run_one(app: &Arc<App>, lease: JobLease) -> AppResult<()> {
    let plugins = app.tenant_plugins(lease.tenant).await?;
    let Some(installed) = plugins.installed.get(&lease.installation).cloned() else {
        let retry_at = app.now_ms() + backoff_ms(lease.attempts);
        let message = "the installation is not ready on this node";
        app.store.fail_job(&lease, message, Some(retry_at), lease.scheduled_at_ms + 1, app.now_ms()).await?;
        return Ok(());
    };
    let zone = app.tenant_zone(lease.tenant).await?;
    let jobs = declared(&installed.manifest);
    let Some(declared) = jobs.iter().find(|job| job.name == lease.job) else {
        return Ok(());
    };
    let lease = match declared.on_missed {
        OnMissed::Each => lease,
        OnMissed::Once | OnMissed::Skip => catch_up(app, &lease, declared, &zone).await?.unwrap_or(lease),
    };
    let next = next_due(app, &lease, declared, &zone)?;
    let is_late = app.now_ms() - lease.scheduled_at_ms > LATE_MS;
    if declared.on_missed == OnMissed::Skip && is_late && lease.attempts == 1 {
        app.store.fail_job(&lease, "missed: nobody was there to run it", None, next, app.now_ms()).await?;
        return Ok(());
    }
    if let Some(export) = lease.job.strip_prefix(Export::JOB_PREFIX) {
        ask_by_schedule(app, lease.tenant, &installed, export, lease.invocation).await?;
        return match app.store.complete_job(&lease, Effects::default(), next, app.now_ms()).await {
            Ok(_) | Err(CompleteJobError::LeaseLost) => Ok(()),
            Err(error) => Err(AppError::fault(error)),
        };
    }
    let invocation = Invocation {
        tenant: lease.tenant,
        id: lease.invocation,
        occasion: Occasion::Job(Run {
            invocation: lease.invocation.to_string(),
            job: lease.job.clone(),
            scheduled_ms: lease.scheduled_at_ms,
            scheduled_local: local_text(local(lease.scheduled_at_ms, &zone)?.timestamp(), zone.clone()),
            now_ms: app.now_ms(),
            attempt: lease.attempts,
            missed: lease.missed,
        }),
        cause: Cause::default(),
        installed: installed.clone(),
    };
    let held = &lease;
    let done = run(app, &invocation, |effects| {
        async move { Ok(app.store.complete_job(held, effects, next, app.now_ms()).await?) }.boxed()
    });
    let Err(setback) = done.await? else { return Ok(()) };
    let may_retry = !setback.is_hopeless() && lease.attempts < ATTEMPTS_MAX;
    let retry_at = may_retry.then(|| app.now_ms() + backoff_ms(lease.attempts));
    app.store.fail_job(&lease, &setback.to_string(), retry_at, next, app.now_ms()).await?;
    report(&installed, &lease, &setback.to_string(), may_retry);
    Ok(())
}

fn report(installed: &InstalledPlugin, lease: &JobLease, message: &str, may_retry: bool) {
    let (tenant, plugin, job) = (lease.tenant, &installed.plugin, &lease.job);
    if may_retry {
        tracing::warn!(%tenant, %plugin, job, "job {job} of {plugin} failed and is tried again: {message}");
    } else {
        tracing::error!(%tenant, %plugin, job, "job {job} of {plugin} is given up until its next time: {message}");
    }
}

/// Lets a run stand in for all planned times that passed since it was due.
async fn catch_up(
    app: &App,
    lease: &JobLease,
    job: &bodega_package::Job,
    zone: &TimeZone,
) -> AppResult<Option<JobLease>> {
    let now = local(app.now_ms(), zone)?;
    let (mut last, mut missed) = (local(lease.scheduled_at_ms, zone)?, 0);
    while let Some(next) = job.next_after(&last).filter(|next| *next <= now) {
        if missed == MISSED_COUNTED_MAX {
            break;
        }
        (last, missed) = (next, missed + 1);
    }
    if missed == 0 {
        return Ok(None);
    }
    Ok(app.store.skip_missed(lease, last.timestamp().as_millisecond(), missed).await?)
}

/// The planned time after a run's: for `each` the very next one, else the next that is still to come.
fn next_due(app: &App, lease: &JobLease, job: &bodega_package::Job, zone: &TimeZone) -> AppResult<i64> {
    let from = match job.on_missed {
        OnMissed::Each => lease.scheduled_at_ms,
        OnMissed::Once | OnMissed::Skip => lease.scheduled_at_ms.max(app.now_ms()),
    };
    let next = job.next_after(&local(from, zone)?);
    Ok(next.map_or(i64::MAX, |next| next.timestamp().as_millisecond()))
}

/// Runs of the tenant's jobs, newest first, or those of one installation.
pub async fn list_job_runs(
    app: &App,
    cx: &OpContext,
    installation: Option<InstallationId>,
    page: &PageRequest,
) -> AppResult<Page<JobRun>> {
    app.store.list_job_runs(cx.tenant, installation, page).await.map_err(crate::check::page)
}
