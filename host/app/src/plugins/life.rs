//! The life of an installation after it is there: another version on trial, its switch, the way back, the end.

use super::change::{Target, apply, check_documents, collections_of, put_in_place};
use super::compile::trial_compile_of;
use super::consent::{Asks, asks_of};
use super::install::{check_settings, find_before, get_row, refuse_downgrade};
use super::timeline::{self, Happening};
use crate::app::App;
use crate::audit::{Act, Actor, with_entry};
use crate::check::page as page_error;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId};
use bodega_plugin_host::Point;
use bodega_store::collections::Document;
use bodega_store::installations::{
    Candidate, CandidateMode, Change, Installation, ShadowCounts, ShadowDifference,
};
use bodega_store::{PAGE_MAX, Page, PageRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How long after a switch failures bring the last good version back, ms.
const ROLLBACK_WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
/// Documents deleted in one transaction.
const DELETE_BATCH: u32 = 500;
/// The most of a thousand.
const PERMILLE_MAX: u32 = 1000;

/// What an installation was before its last switch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Previous {
    pub package: Digest,
    pub component: Digest,
    pub version: String,
    pub settings: Value,
    pub snapshot: Option<Digest>,
}

/// How a version is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Beside the one in use: answers are compared and dropped.
    Shadow,
    /// Instead of it, in these stores and for so many of a thousand other terminals.
    Canary {
        /// Whole stores.
        stores: Vec<OrgUnitId>,
        /// A share of the other terminals.
        permille: u32,
    },
}

/// Another version to be tried.
#[derive(Clone, Debug)]
pub struct TrialRequest {
    /// Its package.
    pub package: Digest,
    /// Its settings; `None` = those in use.
    pub settings: Option<Value>,
    /// How.
    pub trial: Trial,
    /// As for an installation.
    pub consent: Option<Digest>,
}

/// A trial and what came of it so far.
#[derive(Clone, Debug)]
pub struct TrialView {
    /// The version on trial.
    pub candidate: Candidate,
    /// What was compared.
    pub counts: ShadowCounts,
}

/// Puts another version on trial; what was on trial before goes.
///
/// # Errors
/// As installing does: nothing is tried that could not be installed.
pub async fn start_trial(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    request: TrialRequest,
) -> AppResult<TrialView> {
    let row = get_row(app, cx, id).await?;
    let record = app.store.get_package(&request.package).await?;
    let record = record.ok_or_else(|| {
        AppError::invalid("package.unknown", "/package", "no package of this digest is stored here")
    })?;
    super::kills::refuse_killed(app, &record.component).await?;
    let facts = app.package_facts(&request.package).await?;
    find_before(app, cx, id, &facts.manifest).await?;
    refuse_downgrade(&row.version, &facts.manifest.version)?;
    let plan = app.store.get_plan(cx.tenant, id).await?;
    let approved: Asks = serde_json::from_str(&plan.consent_json).map_err(AppError::fault)?;
    let asks = asks_of(app, &request.package).await?;
    asks.require(&approved, request.consent.as_ref())?;
    let stored: Value = serde_json::from_str(&row.settings_json).map_err(AppError::fault)?;
    let settings = match request.settings {
        Some(settings) => facts.merge_secrets(&stored, settings),
        None => stored,
    };
    check_settings(&facts, &settings)?;
    let (mode, stores, permille) = match request.trial {
        Trial::Shadow => (CandidateMode::Shadow, Vec::new(), 0),
        Trial::Canary { stores, permille } if permille <= PERMILLE_MAX => {
            (CandidateMode::Canary, stores, permille)
        }
        Trial::Canary { .. } => {
            return Err(AppError::invalid("field.out_of_range", "/permille", "must be from 0 to 1000"));
        }
    };
    let mut candidate = Candidate {
        installation: id,
        package: request.package,
        component: record.component,
        version: facts.manifest.version.clone(),
        settings_json: settings.to_string(),
        snapshot: None,
        mode,
        stores_json: serde_json::to_string(&stores).map_err(AppError::fault)?,
        permille,
        started_at_ms: app.now_ms(),
        started_by: timeline::actor(cx),
    };
    let as_if = row_of(&row, &candidate);
    let compiled = trial_compile_of(app, cx.tenant, &as_if, &[]).await?;
    candidate.snapshot = compiled.as_ref().map(|snapshot| snapshot.digest.clone());
    let mode = match candidate.mode {
        CandidateMode::Shadow => "shadow",
        CandidateMode::Canary => "canary",
    };
    let started = Happening::TrialStarted { version: candidate.version.clone(), mode };
    let entry = timeline::entry(app, timeline::actor(cx), &started)?;
    if !app.store.put_candidate(cx.tenant, &candidate, compiled.as_ref(), &entry).await? {
        return Err(AppError::not_found("installation.unknown", "installation"));
    }
    app.installations_changed(cx.tenant);
    Ok(TrialView { candidate, counts: ShadowCounts::default() })
}

/// The installation as it would be with the candidate in use.
fn row_of(row: &Installation, candidate: &Candidate) -> Installation {
    Installation {
        version: candidate.version.clone(),
        package: candidate.package.clone(),
        component: candidate.component.clone(),
        settings_json: candidate.settings_json.clone(),
        ..row.clone()
    }
}

async fn candidate_of(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<Candidate> {
    let all = app.store.candidates(cx.tenant).await?;
    let found = all.into_iter().find(|candidate| candidate.installation == id);
    found.ok_or_else(|| AppError::not_found("trial.unknown", "a version on trial"))
}

/// The trial of an installation.
pub async fn get_trial(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<TrialView> {
    let candidate = candidate_of(app, cx, id).await?;
    super::shadow::flush(app).await?;
    Ok(TrialView { candidate, counts: app.store.shadow_counts(cx.tenant, id).await? })
}

/// What the two versions answered differently, newest first.
pub async fn list_differences(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    page: &PageRequest,
) -> AppResult<Page<ShadowDifference>> {
    super::shadow::flush(app).await?;
    app.store.list_shadow_differences(cx.tenant, id, page).await.map_err(page_error)
}

/// Ends a trial; the version in use stays.
pub async fn end_trial(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<()> {
    let candidate = candidate_of(app, cx, id).await?;
    let ended = Happening::TrialEnded { version: candidate.version };
    let entry = timeline::entry(app, timeline::actor(cx), &ended)?;
    app.store.drop_candidate(cx.tenant, id, &entry).await?;
    app.installations_changed(cx.tenant);
    Ok(())
}

/// Lets the version on trial take over. What was in use is kept to go back to. A version that migrates documents takes over
/// once they are.
pub async fn switch_trial(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<()> {
    let row = get_row(app, cx, id).await?;
    let candidate = candidate_of(app, cx, id).await?;
    let asks = asks_of(app, &candidate.package).await?;
    let mut plan = app.store.get_plan(cx.tenant, id).await?;
    plan.consent_json = serde_json::to_string(&asks).map_err(AppError::fault)?;
    let target = Target {
        package: candidate.package,
        is_enabled: row.is_enabled,
        position: row.position,
        cap_ppm: row.cap_ppm,
        settings: serde_json::from_str(&candidate.settings_json).map_err(AppError::fault)?,
        permissions: asks.permissions.into_iter().collect(),
        plan,
    };
    put_in_place(app, cx, id, Some(&row), target).await
}

/// Brings the last good version back, with its settings and snapshot.
///
/// # Errors
/// `rollback.nothing` where there is none, `collection.incompatible` where a stored document does not fit its schemas any more:
/// a migration is not undone.
pub async fn roll_back(app: &App, cx: &OpContext, id: InstallationId, reason: &str) -> AppResult<()> {
    let row = get_row(app, cx, id).await?;
    let mut plan = app.store.get_plan(cx.tenant, id).await?;
    let Some(previous) = &plan.previous_json else {
        let message = "this installation has no earlier version to go back to";
        return Err(AppError::conflict("rollback.nothing", message));
    };
    let previous: Previous = serde_json::from_str(previous).map_err(AppError::fault)?;
    super::kills::refuse_killed(app, &previous.component).await?;
    let facts = app.package_facts(&previous.package).await?;
    let collections = collections_of(&facts)?;
    check_documents(app, cx.tenant, &row.plugin, &collections).await?;
    let permissions = asks_of(app, &previous.package).await?.permissions.into_iter().collect();
    plan.previous_json = None;
    plan.switched_at_ms = None;
    let target = Target {
        package: previous.package,
        is_enabled: row.is_enabled,
        position: row.position,
        cap_ppm: row.cap_ppm,
        settings: previous.settings,
        permissions,
        plan,
    };
    let to = target.row(app, id, Some(&row)).await?;
    let snapshot = match &previous.snapshot {
        Some(digest) => app.store.get_snapshot(cx.tenant, id, digest).await?,
        None => None,
    };
    tracing::warn!(tenant = %cx.tenant, plugin = %row.plugin, "going back to {}: {reason}", previous.version);
    let happening =
        Happening::RolledBack { from: row.version.clone(), to: previous.version, reason: reason.to_owned() };
    let entry = timeline::entry(app, timeline::actor(cx), &happening)?;
    let change = Change {
        from: Some(&row.package),
        to: &to,
        plan: &target.plan,
        snapshot: snapshot.as_ref(),
        collections: &collections,
        entry: &entry,
    };
    apply(app, cx.tenant, change).await
}

/// A breaker opened or closed: it goes on the timeline, and a version that fails soon after its switch goes back.
pub async fn breaker_changed(
    app: &App,
    tenant: TenantId,
    id: InstallationId,
    point: Point,
    is_open: bool,
) -> AppResult<()> {
    let cx = OpContext::system(tenant);
    let point_name = point.as_str().to_owned();
    let happening = match is_open {
        true => Happening::BreakerOpened { point: point_name },
        false => Happening::BreakerClosed { point: point_name },
    };
    timeline::record(app, &cx, id, &happening).await?;
    let plan = app.store.get_plan(tenant, id).await?;
    let is_fresh = plan.switched_at_ms.is_some_and(|switched| app.now_ms() - switched <= ROLLBACK_WINDOW_MS);
    if is_open && is_fresh && plan.previous_json.is_some() {
        let act = Act::change(tenant, Actor::host("breaker"), "roll_back", ("installation", id.to_string()));
        let reason = format!("it failed at {point} several times in a row");
        with_entry(&app.store, || app.now_ms(), act, roll_back(app, &cx, id, &reason)).await?;
    }
    Ok(())
}

/// Takes an installation away. Sales, snapshots, the ledger and its timeline stay; its documents stay until they are
/// exported and [`delete_documents`] is asked for. While a payment of it is open nobody else could say what becomes of it.
pub async fn uninstall(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<()> {
    let row = get_row(app, cx, id).await?;
    if app.store.has_open_payments(cx.tenant, id).await? {
        let message = "payments of this plugin are not decided yet; wait for them or decide them first";
        return Err(AppError::conflict("installation.payments_open", message));
    }
    let entry = timeline::entry(app, timeline::actor(cx), &Happening::Uninstalled { version: row.version })?;
    app.store.remove_installation(cx.tenant, id, &entry).await?;
    app.installations_changed(cx.tenant);
    Ok(())
}

/// A page of all that a plugin stored, to be taken along: collection by collection.
pub async fn export_documents(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    collection: &str,
    page: &PageRequest,
) -> AppResult<Page<Document>> {
    app.store.list_documents(cx.tenant, plugin, collection, "", page).await.map_err(page_error)
}

/// Deletes all documents of a plugin that is not installed any more.
pub async fn delete_documents(app: &App, cx: &OpContext, plugin: &str) -> AppResult<u64> {
    if app.store.list_installations(cx.tenant).await?.iter().any(|row| row.plugin == plugin) {
        let message = "the plugin is installed; take it away first";
        return Err(AppError::conflict("plugin.installed", message));
    }
    let mut deleted = 0;
    loop {
        let count = app.store.delete_collections(cx.tenant, plugin, DELETE_BATCH).await?;
        deleted += count;
        if count < u64::from(DELETE_BATCH.min(PAGE_MAX)) {
            return Ok(deleted);
        }
    }
}
