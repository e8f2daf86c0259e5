//! Exports: documents that a person or a schedule asks for, made in the background; errors go to the person.

use crate::app::App;
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::{AppError, AppResult, ErrorKind};
use crate::events::backoff_ms;
use crate::files::fetch;
use crate::invocations::{Cause, CommitError, Invocation, Setback, run_with_reply};
use crate::plugins::check_against;
use crate::plugins::installed::InstalledPlugin;
use bodega_domain::ids::TenantId;
use bodega_plugin_host::{CallError, ExportRequest, Occasion, Refusal, Reply};
use bodega_store::effects::{ApplyEffects, Effects};
use bodega_store::exports::{Export, ExportLease, NewExport};
use bodega_store::files::StoredFile;
use bodega_store::{Page, PageRequest};
use futures::{FutureExt, StreamExt};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Exports that a tenant may have waiting: people ask one at a time.
const WAITING_MAX: u64 = 50;
/// Exports made at once by a node: each may hold a document in memory.
const LEASES_MAX: u32 = 4;
/// How long an export is ours, ms: longer than one may take with all its re-runs.
const LEASE_MS: i64 = 10 * 60_000;
/// Attempts at an export: a person waits.
const ATTEMPTS_MAX: u32 = 5;
/// Who asks where a schedule does.
const SCHEDULE: &str = "schedule";
/// The language of exports that a schedule asks for.
const SCHEDULE_LANGUAGE: &str = "zh-CN";

/// Asks for an export; it is made in the background.
///
/// # Errors
/// `export.unknown`, `export.parameters`, or `export.busy` where too many wait already.
pub async fn ask_export(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    name: &str,
    parameters: Value,
    language: String,
) -> AppResult<Export> {
    let installed = app.tenant_plugins(cx.tenant).await?.by_name(plugin)?;
    check_parameters(app, &installed, name, &parameters).await?;
    if app.store.queued_exports(cx.tenant).await? >= WAITING_MAX {
        let message = format!("{WAITING_MAX} exports are waiting already; ask again when some are done");
        return Err(AppError::new(ErrorKind::TooMany, "export.busy", message));
    }
    let export = NewExport {
        id: Uuid::now_v7(),
        installation: installed.id,
        plugin: plugin.to_owned(),
        name: name.to_owned(),
        parameters_json: parameters.to_string(),
        language,
        asked_by: cx.actor.to_string(),
        created_at_ms: app.now_ms(),
    };
    app.store.queue_export(cx.tenant, &export).await?;
    get_export(app, cx, export.id).await
}

/// Asks for an export at a set time; asking twice with one id asks once.
pub(crate) async fn ask_by_schedule(
    app: &App,
    tenant: TenantId,
    installed: &InstalledPlugin,
    name: &str,
    id: Uuid,
) -> AppResult<()> {
    let export = NewExport {
        id,
        installation: installed.id,
        plugin: installed.plugin.to_string(),
        name: name.to_owned(),
        parameters_json: "{}".to_owned(),
        language: SCHEDULE_LANGUAGE.to_owned(),
        asked_by: SCHEDULE.to_owned(),
        created_at_ms: app.now_ms(),
    };
    Ok(app.store.queue_export(tenant, &export).await?)
}

async fn check_parameters(
    app: &App,
    installed: &InstalledPlugin,
    name: &str,
    parameters: &Value,
) -> AppResult<()> {
    let declared = installed.manifest.exports.iter().find(|declared| declared.name == name);
    let declared = declared.ok_or_else(|| AppError::not_found("export.unknown", "an export of this name"))?;
    match &declared.parameters {
        Some(schema) => {
            let facts = app.package_facts(&installed.package).await?;
            check_against(facts.schema(schema)?, parameters, "export.parameters", "/parameters")
        }
        None => Ok(()),
    }
}

/// One export.
pub async fn get_export(app: &App, cx: &OpContext, id: Uuid) -> AppResult<Export> {
    let found = app.store.get_export(cx.tenant, id).await?;
    found.ok_or_else(|| AppError::not_found("export.unknown", format!("export {id}")))
}

/// Exports of the tenant, newest first.
pub async fn list_exports(app: &App, cx: &OpContext, page: &PageRequest) -> AppResult<Page<Export>> {
    app.store.list_exports(cx.tenant, page).await.map_err(page_error)
}

/// The file of an export that is done.
///
/// # Errors
/// `export.not_done` before that, `file.gone` after its time.
pub async fn export_file(app: &App, cx: &OpContext, id: Uuid) -> AppResult<(StoredFile, Vec<u8>)> {
    let export = get_export(app, cx, id).await?;
    let file = export.file.ok_or_else(|| {
        AppError::conflict("export.not_done", "there is no file: the export waits, is being made, or failed")
    })?;
    fetch(app, cx.tenant, file).await
}

/// Makes what is due; gives how many exports were taken.
pub(crate) async fn run_due(app: &Arc<App>) -> AppResult<usize> {
    let leases = app.store.lease_due_exports(app.now_ms(), LEASE_MS, LEASES_MAX).await?;
    let taken = leases.len();
    let runs = futures::stream::iter(leases).map(|lease| {
        let app = app.clone();
        async move {
            let (tenant, id) = (lease.tenant, lease.export.export.id);
            if let Err(error) = make(&app, &lease).await {
                tracing::error!(%tenant, export.id = %id, "export {id} waits for its lease to end: {error}");
            }
        }
    });
    runs.buffer_unordered(LEASES_MAX as usize).collect::<()>().await;
    Ok(taken)
}

async fn make(app: &Arc<App>, lease: &ExportLease) -> AppResult<()> {
    let setback = attempt(app, lease).await?;
    let Some((may_retry, message)) = setback else { return Ok(()) };
    let attempts = lease.export.attempts;
    let retry_at = (may_retry && attempts < ATTEMPTS_MAX).then(|| app.now_ms() + backoff_ms(attempts));
    app.store.fail_export(lease, &message, retry_at, app.now_ms()).await?;
    let (tenant, plugin, name) = (lease.tenant, &lease.export.export.plugin, &lease.export.export.name);
    if retry_at.is_none() {
        tracing::warn!(%tenant, %plugin, "export {name} of {plugin} failed: {message}");
    }
    Ok(())
}

/// One attempt; `None` = it is done, otherwise whether to try again, and what the person reads.
async fn attempt(app: &Arc<App>, lease: &ExportLease) -> AppResult<Option<(bool, String)>> {
    let asked = &lease.export.export;
    let plugins = app.tenant_plugins(lease.tenant).await?;
    let Some(installed) = plugins.installed.get(&asked.installation).cloned() else {
        return Ok(Some((true, format!("{} is switched off", asked.plugin))));
    };
    // The version may have changed since it was asked for, and a schedule asks for what the schema may refuse.
    let parameters: Value = serde_json::from_str(&asked.parameters_json).map_err(AppError::fault)?;
    if let Err(refused) = check_parameters(app, &installed, &asked.name, &parameters).await {
        return match refused.kind {
            ErrorKind::Fault | ErrorKind::Busy => Err(refused),
            _ => Ok(Some((false, refused.message))),
        };
    }
    let invocation = Invocation {
        tenant: lease.tenant,
        id: asked.id,
        occasion: Occasion::Export(ExportRequest {
            invocation: asked.id.to_string(),
            name: asked.name.clone(),
            parameters: asked.parameters_json.clone(),
            caller: asked.asked_by.clone(),
            language: asked.language.clone(),
            attempt: lease.export.attempts,
            now_ms: app.now_ms(),
        }),
        cause: Cause::default(),
        installed: installed.clone(),
    };
    let done = run_with_reply(app, &invocation, |effects, reply| {
        let place = match reply {
            Reply::Exported(place) if (*place as usize) < effects.files.len() => *place as usize,
            _ => return async { Err(no_such_file()) }.boxed(),
        };
        let exported = Some(lease.done(place));
        let apply = ApplyEffects {
            tenant: lease.tenant,
            installation: installed.id,
            plugin: installed.plugin.to_string(),
            invocation: asked.id,
            recorded_at_ms: app.now_ms(),
            effects: Effects { exported, ..effects },
        };
        async move { Ok(app.store.apply_effects(apply).await?) }.boxed()
    });
    Ok(done.await?.err().map(words))
}

fn no_such_file() -> CommitError {
    CommitError::NotAllowed("the export names a file that was not begun in this invocation".to_owned())
}

/// Whether to try again, and the plugin's own words for the person where it has some.
fn words(setback: Setback) -> (bool, String) {
    match setback {
        Setback::Call(CallError::Refused(Refusal::Reject(message) | Refusal::Other(message))) => {
            (false, message)
        }
        Setback::Call(CallError::Refused(Refusal::Retry(message))) => (true, message),
        setback => (!setback.is_hopeless(), setback.to_string()),
    }
}
