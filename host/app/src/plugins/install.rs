//! Installs plugins for a tenant, changes their settings, shows them.

use super::compile::{recompile, trial_compile};
use super::consent::{Asks, asks_of};
use super::facts::{PackageFacts, check_against};
use super::installed::{manifest_of, scope_of};
use super::timeline::{self, Happening};
use crate::app::App;
use crate::channels;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId};
use bodega_domain::pricing::Stage;
use bodega_package::{Manifest, PricingStage};
use bodega_store::PageRequest;
use bodega_store::collections::{Collection, DeclareError};
use bodega_store::installations::{Installation, Plan};
use serde_json::{Value, json};

/// The most org units an installation's scope names.
const SCOPE_MAX: usize = 200;
/// Documents checked against a new schema at a time.
const CHECK_BATCH: u32 = 500;

/// What a merchant decides about an installation.
#[derive(Clone, Debug)]
pub struct InstallRequest {
    /// Which package; pinned by digest.
    pub package: Digest,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// Order within its stage, lowest first.
    pub position: i32,
    /// The most it may take off a basket, parts per million.
    pub cap_ppm: Option<u32>,
    /// Settings as JSON; `None` keeps what is there, or `{}`. A secret that is not named stays, one that is null goes.
    pub settings: Option<Value>,
    /// Org units where it is on, with all below them; empty = everywhere, `None` keeps what is there.
    pub scope: Option<Vec<OrgUnitId>>,
    /// The price plan chosen in the marketplace; `None` keeps what is there.
    pub price_plan: Option<String>,
    /// Whether an older version may take the place of a newer one.
    pub allows_downgrade: bool,
    /// Digest of the [`Asks`] that the merchant read and agreed to; needed where they go beyond what was agreed before.
    pub consent: Option<Digest>,
}

/// An installation with what its package declares.
#[derive(Clone, Debug)]
pub struct InstallationView {
    /// The row; its settings are without secrets.
    pub row: Installation,
    /// What the author declares.
    pub manifest: Manifest,
    /// Secrets of its settings, and whether each is set.
    pub secrets: Vec<(String, bool)>,
    /// Where it is on; empty = everywhere.
    pub scope: Vec<OrgUnitId>,
}

/// Installs a package or changes an installation: another version, order, cap or settings. Nothing changes where
/// the new state does not compile, or asks for more than the merchant agreed to.
pub async fn install(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    request: InstallRequest,
) -> AppResult<InstallationView> {
    let unknown =
        || AppError::invalid("package.unknown", "/package", "no package of this digest is stored here");
    let record = app.store.get_package(&request.package).await?.ok_or_else(unknown)?;
    super::kills::refuse_killed(app, &record.component).await?;
    let facts = app.package_facts(&request.package).await?;
    let before = find_before(app, cx, id, &facts.manifest).await?;
    if let Some(before) = before.as_ref().filter(|_| !request.allows_downgrade) {
        refuse_downgrade(&before.version, &facts.manifest.version)?;
    }
    refuse_taken_methods(app, cx, id, &facts.manifest).await?;
    let asks = asks_of(app, &request.package).await?;
    let mut plan = app.store.get_plan(cx.tenant, id).await?;
    let approved: Asks = serde_json::from_str(&plan.consent_json).map_err(AppError::fault)?;
    asks.require(&approved, request.consent.as_ref())?;
    let stored = match &before {
        Some(before) => serde_json::from_str(&before.settings_json).map_err(AppError::fault)?,
        None => json!({}),
    };
    let settings = match &request.settings {
        Some(settings) => facts.merge_secrets(&stored, settings.clone()),
        None => stored,
    };
    check_settings(&facts, &settings)?;
    let now = app.now_ms();
    let manifest = &facts.manifest;
    let row = Installation {
        id,
        plugin: manifest.name.clone(),
        version: manifest.version.clone(),
        package: request.package,
        component: record.component,
        stage: manifest.pricing.as_ref().map(|pricing| stage_of(pricing.stage)),
        position: request.position,
        is_enabled: request.is_enabled,
        cap_ppm: request.cap_ppm,
        settings_json: settings.to_string(),
        events: manifest.events.subscribe.clone(),
        permissions_json: serde_json::to_string(&asks.permissions).map_err(AppError::fault)?,
        status: "active".to_owned(),
        snapshot: None,
        created_at_ms: before.as_ref().map_or(now, |before| before.created_at_ms),
        updated_at_ms: now,
    };
    if let Some(scope) = request.scope {
        check_scope(app, cx, &scope).await?;
        plan.scope_json = serde_json::to_string(&scope).map_err(AppError::fault)?;
    }
    if let Some(price_plan) = request.price_plan {
        super::report::require_plan(app, &facts.manifest, &price_plan).await?;
        plan.price_plan = Some(price_plan);
    }
    if asks != approved {
        plan.consent_json = serde_json::to_string(&asks).map_err(AppError::fault)?;
        plan.approved_by = Some(timeline::actor(cx));
        plan.approved_at_ms = Some(now);
    }
    if before.as_ref().is_some_and(|before| before.package != row.package) {
        remember(app, cx, &mut plan, before.as_ref()).await?;
    }
    // A package whose compile refuses the settings must not replace one that works.
    trial_compile(app, cx.tenant, &row, &[]).await?;
    declare_collections(app, cx, &facts).await?;
    app.store.put_installation(cx.tenant, &row).await?;
    app.store.put_plan(cx.tenant, id, &plan).await?;
    recompile(app, cx.tenant, id).await?;
    super::jobs::plan(app, cx.tenant, &row, &facts.manifest).await?;
    channels::plan(app, cx.tenant, &row, &facts.manifest).await?;
    app.plugins.reset_breakers(cx.tenant, id);
    app.installations_changed(cx.tenant);
    record_change(app, cx, before.as_ref(), &row).await?;
    get_installation(app, cx, id).await
}

/// One installation serves a method of payment, so that a tender never has two to choose from.
async fn refuse_taken_methods(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    manifest: &Manifest,
) -> AppResult<()> {
    if manifest.payment.is_empty() {
        return Ok(());
    }
    for other in app.store.list_installations(cx.tenant).await?.into_iter().filter(|other| other.id != id) {
        let theirs = manifest_of(app, &other.package).await?;
        let taken = |own: &&bodega_package::Payment| theirs.payment.iter().any(|t| t.method == own.method);
        if let Some(own) = manifest.payment.iter().find(taken) {
            let message =
                format!("{} serves the method `pay:{}` already; remove it first", other.plugin, own.method);
            return Err(AppError::conflict("payment.method_taken", message));
        }
    }
    Ok(())
}

/// An older version brings faults back that a newer one mended: only by a person's express wish.
pub(super) fn refuse_downgrade(from: &str, to: &str) -> AppResult<()> {
    let order = (semver::Version::parse(from), semver::Version::parse(to));
    if let (Ok(from), Ok(to)) = order
        && to < from
    {
        let message =
            format!("version {to} is older than {from}, which is in use; roll back, or say `downgrade`");
        return Err(AppError::conflict("installation.downgrade", message));
    }
    Ok(())
}

/// The installation as it is, where it is of the same plugin and no other installation is.
pub(super) async fn find_before(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    manifest: &Manifest,
) -> AppResult<Option<Installation>> {
    let others = app.store.list_installations(cx.tenant).await?;
    if others.iter().any(|other| other.plugin == manifest.name && other.id != id) {
        let message = format!("plugin {:?} is installed already; change that installation", manifest.name);
        return Err(AppError::conflict("installation.duplicate", message));
    }
    let before = others.into_iter().find(|other| other.id == id);
    if before.as_ref().is_some_and(|before| before.plugin != manifest.name) {
        let message = "this installation is of another plugin; use a new id";
        return Err(AppError::invalid("installation.other_plugin", "/package", message));
    }
    Ok(before)
}

/// Keeps what an installation is now, to go back to.
pub(super) async fn remember(
    app: &App,
    cx: &OpContext,
    plan: &mut Plan,
    before: Option<&Installation>,
) -> AppResult<()> {
    let Some(before) = before else { return Ok(()) };
    let snapshot = app.store.current_snapshot(cx.tenant, before.id).await?.map(|snapshot| snapshot.digest);
    let previous = super::life::Previous {
        package: before.package.clone(),
        component: before.component.clone(),
        version: before.version.clone(),
        settings: serde_json::from_str(&before.settings_json).map_err(AppError::fault)?,
        snapshot,
    };
    plan.previous_json = Some(serde_json::to_string(&previous).map_err(AppError::fault)?);
    plan.switched_at_ms = Some(app.now_ms());
    Ok(())
}

async fn record_change(
    app: &App,
    cx: &OpContext,
    before: Option<&Installation>,
    row: &Installation,
) -> AppResult<()> {
    let happening = match before {
        None => Happening::Installed { version: row.version.clone() },
        Some(before) if before.package != row.package => {
            Happening::Switched { from: before.version.clone(), to: row.version.clone() }
        }
        Some(before) if before.is_enabled != row.is_enabled => match row.is_enabled {
            true => Happening::Resumed,
            false => Happening::Paused,
        },
        Some(before) if before.settings_json != row.settings_json => Happening::SettingsChanged,
        Some(_) => Happening::Changed,
    };
    tracing::info!(
        tenant = %cx.tenant, plugin = %row.plugin, version = %row.version, "{}: {}", row.plugin, happening.kind()
    );
    timeline::record(app, cx, row.id, &happening).await
}

/// Changes an installation's settings; nothing changes where they do not compile.
pub async fn change_settings(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    settings: Value,
) -> AppResult<InstallationView> {
    let row = get_row(app, cx, id).await?;
    let request = InstallRequest {
        package: row.package,
        is_enabled: row.is_enabled,
        position: row.position,
        cap_ppm: row.cap_ppm,
        settings: Some(settings),
        scope: None,
        price_plan: None,
        allows_downgrade: false,
        consent: None,
    };
    install(app, cx, id, request).await
}

/// The row of an installation.
pub(super) async fn get_row(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<Installation> {
    let row = app.store.get_installation(cx.tenant, id).await?;
    row.ok_or_else(|| AppError::not_found("installation.unknown", "installation"))
}

/// One installation.
pub async fn get_installation(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<InstallationView> {
    view(app, cx, get_row(app, cx, id).await?).await
}

async fn view(app: &App, cx: &OpContext, mut row: Installation) -> AppResult<InstallationView> {
    if app.store.kill_of(&row.component).await?.is_some() {
        row.status = "killed".to_owned();
    }
    let facts = app.package_facts(&row.package).await?;
    let settings = serde_json::from_str(&row.settings_json).map_err(AppError::fault)?;
    let (open, set) = facts.split_settings(&settings);
    row.settings_json = open.to_string();
    let secrets = facts.secrets.iter().map(|name| (name.clone(), set.contains_key(name))).collect();
    let scope = scope_of(&app.store.get_plan(cx.tenant, row.id).await?)?.0;
    Ok(InstallationView { manifest: manifest_of(app, &row.package).await?, secrets, scope, row })
}

/// All installations of the tenant, in the order of asking.
pub async fn list_installations(app: &App, cx: &OpContext) -> AppResult<Vec<InstallationView>> {
    let mut views = Vec::new();
    for row in app.store.list_installations(cx.tenant).await? {
        views.push(view(app, cx, row).await?);
    }
    views.sort_by_key(|view| (view.row.stage, view.row.position, view.row.id));
    Ok(views)
}

pub(super) fn stage_of(stage: PricingStage) -> Stage {
    match stage {
        PricingStage::Line => Stage::Line,
        PricingStage::Order => Stage::Order,
        PricingStage::Redemption => Stage::Redemption,
        PricingStage::Rounding => Stage::Rounding,
    }
}

pub(super) fn check_settings(facts: &PackageFacts, settings: &Value) -> AppResult<()> {
    let Some(declared) = &facts.manifest.settings else { return Ok(()) };
    check_against(facts.schema(&declared.schema)?, settings, "plugin.invalid_settings", "/settings")
}

async fn check_scope(app: &App, cx: &OpContext, scope: &[OrgUnitId]) -> AppResult<()> {
    if scope.len() > SCOPE_MAX {
        return Err(AppError::invalid("batch.size", "/scope", format!("name at most {SCOPE_MAX} units")));
    }
    for (index, unit) in scope.iter().enumerate() {
        if app.store.get_org_unit(cx.tenant, *unit).await?.is_none() {
            return Err(AppError::invalid("org_unit.unknown", format!("/scope/{index}"), "no such org unit"));
        }
    }
    Ok(())
}

/// Declares a package's collections. A schema that stored documents break is refused before anything changes.
pub(super) async fn declare_collections(app: &App, cx: &OpContext, facts: &PackageFacts) -> AppResult<()> {
    let plugin = &facts.manifest.name;
    let mut declared = Vec::new();
    for collection in &facts.manifest.collections {
        let schema_json = facts.schema(&collection.schema)?.to_string();
        check_documents(app, cx, plugin, &collection.name, &schema_json).await?;
        declared.push(Collection {
            name: collection.name.clone(),
            schema_json,
            is_compiled: collection.compile,
            indexed: collection.indexes.clone(),
        });
    }
    app.store.declare_collections(cx.tenant, plugin, &declared).await.map_err(declare_error)
}

async fn check_documents(
    app: &App,
    cx: &OpContext,
    plugin: &str,
    collection: &str,
    schema_json: &str,
) -> AppResult<()> {
    let mut after: Option<String> = None;
    loop {
        let checked = app
            .store
            .check_documents(cx.tenant, plugin, collection, schema_json, after.as_deref(), CHECK_BATCH)
            .await
            .map_err(declare_error)?;
        if let Some(rejected) = checked.rejected.first() {
            let message = format!(
                "document {collection}/{} would not fit the new schema: {}; mend it first, or install a version that migrates it",
                rejected.key, rejected.message
            );
            let error = AppError::conflict("collection.incompatible", message);
            return Err(error.with_details(json!({ "collection": collection, "key": rejected.key })));
        }
        match checked.next_key {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

fn declare_error(error: DeclareError) -> AppError {
    match error {
        DeclareError::Store(error) => error.into(),
        refused => AppError::invalid("package.collection", "/package", refused.to_string()),
    }
}

/// What happened to an installation, newest first.
pub async fn list_timeline(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    page: &PageRequest,
) -> AppResult<bodega_store::Page<bodega_store::installations::TimelineEntry>> {
    app.store.list_timeline(cx.tenant, id, page).await.map_err(crate::check::page)
}
