//! Installs plugins for a tenant, changes their settings, shows them.

use super::change::{Target, put_in_place};
use super::consent::{Asks, asks_of};
use super::facts::{PackageFacts, check_against};
use super::installed::{manifest_of, scope_of};
use super::timeline;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId};
use bodega_domain::pricing::Stage;
use bodega_package::{Manifest, PricingStage};
use bodega_store::PageRequest;
use bodega_store::installations::{Installation, Migration};
use serde_json::{Value, json};

/// The most org units an installation's scope names.
const SCOPE_MAX: usize = 200;

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
    /// A version that waits for its documents to be migrated, or whose migration failed.
    pub migration: Option<Migration>,
}

/// Installs a package or changes an installation: another version, order, cap or settings. Nothing changes where
/// the new state does not compile, or asks for more than the merchant agreed to. A version that migrates documents takes
/// over later: the view tells of its migration.
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
        plan.approved_at_ms = Some(app.now_ms());
    }
    let target = Target {
        package: request.package,
        is_enabled: request.is_enabled,
        position: request.position,
        cap_ppm: request.cap_ppm,
        settings,
        permissions: asks.permissions.into_iter().collect(),
        plan,
    };
    put_in_place(app, cx, id, before.as_ref(), target).await?;
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
    let migration = app.store.get_migration(cx.tenant, row.id).await?;
    Ok(InstallationView { manifest: manifest_of(app, &row.package).await?, secrets, scope, migration, row })
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

/// What happened to an installation, newest first.
pub async fn list_timeline(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    page: &PageRequest,
) -> AppResult<bodega_store::Page<bodega_store::installations::TimelineEntry>> {
    app.store.list_timeline(cx.tenant, id, page).await.map_err(crate::check::page)
}
