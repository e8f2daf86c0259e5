//! Installs plugins for a tenant, changes their settings, shows them.

use super::compile::{recompile, trial_compile};
use super::installed::manifest_of;
use crate::app::App;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_domain::ids::InstallationId;
use bodega_domain::pricing::Stage;
use bodega_package::{Manifest, Package, PricingStage};
use bodega_store::collections::{Collection, DeclareError};
use bodega_store::installations::Installation;
use serde_json::Value;

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
    /// Settings as JSON; `None` keeps what is there, or `{}`.
    pub settings: Option<Value>,
}

/// An installation with what its package declares.
#[derive(Clone, Debug)]
pub struct InstallationView {
    /// The row.
    pub row: Installation,
    /// What the author declares.
    pub manifest: Manifest,
}

/// Installs a package or changes an installation: another version, order, cap or settings. Nothing changes where
/// the new state does not compile.
pub async fn install(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    request: InstallRequest,
) -> AppResult<InstallationView> {
    let record = app.store.get_package(&request.package).await?;
    let unknown =
        || AppError::invalid("package.unknown", "/package", "no package of this digest is stored here");
    let record = record.ok_or_else(unknown)?;
    let bytes = app.store.package_bytes(&request.package).await?.ok_or_else(unknown)?;
    let package = Package::read(&bytes).map_err(AppError::fault)?;
    let manifest = package.manifest().clone();
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
    let inspection =
        app.plugins.inspect(package.component().clone(), &manifest).await.map_err(AppError::fault)?;
    let permissions: Vec<String> = inspection.imports.iter().map(ToString::to_string).collect();
    let settings = match (&request.settings, &before) {
        (Some(settings), _) => settings.clone(),
        (None, Some(before)) => serde_json::from_str(&before.settings_json).map_err(AppError::fault)?,
        (None, None) => Value::Object(serde_json::Map::new()),
    };
    check_settings(&package, &settings)?;
    let now = app.now_ms();
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
        permissions_json: serde_json::to_string(&permissions).map_err(AppError::fault)?,
        status: "active".to_owned(),
        snapshot: None,
        created_at_ms: before.as_ref().map_or(now, |before| before.created_at_ms),
        updated_at_ms: now,
    };
    // A package whose compile refuses the settings must not replace one that works.
    trial_compile(app, cx.tenant, &row, &[]).await?;
    app.store
        .declare_collections(cx.tenant, &manifest.name, &collections(&package)?)
        .await
        .map_err(declare_error)?;
    app.store.put_installation(cx.tenant, &row).await?;
    recompile(app, cx.tenant, id).await?;
    app.installations_changed(cx.tenant);
    tracing::info!(tenant = %cx.tenant, plugin = %row.plugin, version = %row.version, "installed {}", row.plugin);
    get_installation(app, cx, id).await
}

/// Changes an installation's settings; nothing changes where they do not compile.
pub async fn change_settings(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    settings: Value,
) -> AppResult<InstallationView> {
    let row = get_installation(app, cx, id).await?.row;
    let request = InstallRequest {
        package: row.package,
        is_enabled: row.is_enabled,
        position: row.position,
        cap_ppm: row.cap_ppm,
        settings: Some(settings),
    };
    install(app, cx, id, request).await
}

/// One installation.
pub async fn get_installation(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<InstallationView> {
    let row = app.store.get_installation(cx.tenant, id).await?;
    let row = row.ok_or_else(|| AppError::not_found("installation.unknown", "installation"))?;
    let manifest = manifest_of(app, &row.package).await?;
    Ok(InstallationView { row, manifest })
}

/// All installations of the tenant, in the order of asking.
pub async fn list_installations(app: &App, cx: &OpContext) -> AppResult<Vec<InstallationView>> {
    let mut views = Vec::new();
    for row in app.store.list_installations(cx.tenant).await? {
        let manifest = manifest_of(app, &row.package).await?;
        views.push(InstallationView { row, manifest });
    }
    views.sort_by_key(|view| (view.row.stage, view.row.position, view.row.id));
    Ok(views)
}

fn stage_of(stage: PricingStage) -> Stage {
    match stage {
        PricingStage::Line => Stage::Line,
        PricingStage::Order => Stage::Order,
        PricingStage::Redemption => Stage::Redemption,
        PricingStage::Rounding => Stage::Rounding,
    }
}

fn check_settings(package: &Package, settings: &Value) -> AppResult<()> {
    let Some(declared) = &package.manifest().settings else { return Ok(()) };
    let schema = schema_of(package, &declared.schema)?;
    let invalid = |message: String| AppError::invalid("package.schema", "/package", message);
    let validator = jsonschema::validator_for(&schema).map_err(|error| invalid(error.to_string()))?;
    match validator.iter_errors(settings).next() {
        None => Ok(()),
        Some(error) => {
            let pointer = format!("/settings{}", error.instance_path());
            Err(AppError::invalid("plugin.invalid_settings", pointer, error.to_string()))
        }
    }
}

fn schema_of(package: &Package, path: &str) -> AppResult<Value> {
    let bytes = package.file(path);
    let bytes =
        bytes.ok_or_else(|| AppError::invalid("package.schema", "/package", format!("{path} is missing")))?;
    serde_json::from_slice(bytes)
        .map_err(|error| AppError::invalid("package.schema", "/package", error.to_string()))
}

fn collections(package: &Package) -> AppResult<Vec<Collection>> {
    let declared = package.manifest().collections.iter();
    declared
        .map(|collection| {
            Ok(Collection {
                name: collection.name.clone(),
                schema_json: schema_of(package, &collection.schema)?.to_string(),
                is_compiled: collection.compile,
                indexed: collection.indexes.clone(),
            })
        })
        .collect()
}

fn declare_error(error: DeclareError) -> AppError {
    match error {
        DeclareError::Store(error) => error.into(),
        refused => AppError::invalid("package.collection", "/package", refused.to_string()),
    }
}
