//! Makes an installation what somebody decided: at once, or, where stored documents must be migrated first, once they are.

use super::compile::trial_compile_of;
use super::facts::PackageFacts;
use super::timeline::{self, Happening};
use super::{install, jobs, migrate};
use crate::app::App;
use crate::channels;
use crate::context::OpContext;
use crate::error::{AppError, AppResult};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_store::PageRequest;
use bodega_store::collections::{Collection, DeclareError};
use bodega_store::installations::{Change, Installation, Plan, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Documents checked against a new schema at a time.
const CHECK_BATCH: u32 = 500;

/// What an installation is to become.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Target {
    pub package: Digest,
    pub is_enabled: bool,
    pub position: i32,
    pub cap_ppm: Option<u32>,
    /// With secrets.
    pub settings: Value,
    /// What its binary may do.
    pub permissions: Vec<String>,
    pub plan: Plan,
}

impl Target {
    /// The row of the installation under this target.
    pub(super) async fn row(
        &self,
        app: &App,
        id: InstallationId,
        before: Option<&Installation>,
    ) -> AppResult<Installation> {
        let facts = app.package_facts(&self.package).await?;
        let record = app.store.get_package(&self.package).await?;
        let record = record.ok_or_else(|| AppError::fault("a package went missing"))?;
        let (manifest, now) = (&facts.manifest, app.now_ms());
        Ok(Installation {
            id,
            plugin: manifest.name.clone(),
            version: manifest.version.clone(),
            package: self.package.clone(),
            component: record.component,
            stage: manifest.pricing.as_ref().map(|pricing| install::stage_of(pricing.stage)),
            position: self.position,
            is_enabled: self.is_enabled,
            cap_ppm: self.cap_ppm,
            settings_json: self.settings.to_string(),
            events: manifest.events.subscribe.clone(),
            permissions_json: serde_json::to_string(&self.permissions).map_err(AppError::fault)?,
            status: "active".to_owned(),
            snapshot: None,
            created_at_ms: before.map_or(now, |before| before.created_at_ms),
            updated_at_ms: now,
        })
    }
}

/// Changes an installation, or starts the migration at whose end it will be changed. Nothing changes where the new state does
/// not compile or stored documents do not fit.
pub(super) async fn put_in_place(
    app: &App,
    cx: &OpContext,
    id: InstallationId,
    before: Option<&Installation>,
    mut target: Target,
) -> AppResult<()> {
    refuse_while_migrating(app, cx, id).await?;
    let facts = app.package_facts(&target.package).await?;
    let collections = collections_of(&facts)?;
    let row = target.row(app, id, before).await?;
    if let Some(before) = before.filter(|before| before.package != row.package) {
        let waiting = to_migrate(app, cx.tenant, &facts).await?;
        let fixed: Vec<Collection> =
            collections.iter().filter(|own| !waiting.contains(&own.name)).cloned().collect();
        check_documents(app, cx.tenant, &row.plugin, &fixed).await?;
        if !waiting.is_empty() {
            return migrate::start(app, cx, before, &row, &target, waiting).await;
        }
        remember(app, cx.tenant, &mut target.plan, before).await?;
    } else {
        check_documents(app, cx.tenant, &row.plugin, &collections).await?;
    }
    let lock = app.compile_locks.get_with(id, Default::default);
    let _one_at_a_time = lock.lock().await;
    // A package whose compile refuses the settings must not replace one that works.
    let snapshot = trial_compile_of(app, cx.tenant, &row, &[]).await?;
    let happening = happening(before, &row);
    let entry = timeline::entry(app, timeline::actor(cx), &happening)?;
    let change = Change {
        from: before.map(|before| &before.package),
        to: &row,
        plan: &target.plan,
        snapshot: snapshot.as_ref(),
        collections: &collections,
        entry: &entry,
    };
    apply(app, cx.tenant, change).await
}

/// Makes a change true, and tells whoever keeps something of the installation.
pub(super) async fn apply(app: &App, tenant: TenantId, change: Change<'_>) -> AppResult<()> {
    let to = change.to;
    if !app.store.change_installation(tenant, change).await.map_err(declare_error)? {
        let message = "somebody else changed this installation at the same moment; look again";
        return Err(AppError::conflict("installation.changed", message));
    }
    tracing::info!(%tenant, plugin = %to.plugin, version = %to.version, "{}: {}", to.plugin, change.entry.kind);
    announce(app, tenant, to).await
}

/// Plans the jobs and pushes of an installation that changed, forgives its failures, and has it read anew.
pub(super) async fn announce(app: &App, tenant: TenantId, to: &Installation) -> AppResult<()> {
    let facts = app.package_facts(&to.package).await?;
    jobs::plan(app, tenant, to, &facts.manifest).await?;
    channels::plan(app, tenant, to, &facts.manifest).await?;
    app.plugins.reset_breakers(tenant, to.id);
    app.installations_changed(tenant);
    Ok(())
}

fn happening(before: Option<&Installation>, row: &Installation) -> Happening {
    match before {
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
    }
}

/// Keeps what an installation is now, to go back to.
pub(super) async fn remember(
    app: &App,
    tenant: TenantId,
    plan: &mut Plan,
    before: &Installation,
) -> AppResult<()> {
    let snapshot: Option<Snapshot> = app.store.current_snapshot(tenant, before.id).await?;
    let previous = super::life::Previous {
        package: before.package.clone(),
        component: before.component.clone(),
        version: before.version.clone(),
        settings: serde_json::from_str(&before.settings_json).map_err(AppError::fault)?,
        snapshot: snapshot.map(|snapshot| snapshot.digest),
    };
    plan.previous_json = Some(serde_json::to_string(&previous).map_err(AppError::fault)?);
    plan.switched_at_ms = Some(app.now_ms());
    Ok(())
}

/// What a person decides waits until a running migration is through or ended.
async fn refuse_while_migrating(app: &App, cx: &OpContext, id: InstallationId) -> AppResult<()> {
    let running = app.store.get_migration(cx.tenant, id).await?;
    if running.is_some_and(|running| running.state == bodega_store::installations::MigrationState::Running) {
        let message = "documents are being migrated to another version; wait for it, or end it first";
        return Err(AppError::conflict("migration.running", message));
    }
    Ok(())
}

/// The collections that a package declares.
pub(super) fn collections_of(facts: &PackageFacts) -> AppResult<Vec<Collection>> {
    let collection = |collection: &bodega_package::Collection| {
        Ok(Collection {
            name: collection.name.clone(),
            schema_json: facts.schema(&collection.schema)?.to_string(),
            is_compiled: collection.compile,
            indexed: collection.indexes.iter().chain(&collection.unique).cloned().collect(),
        })
    };
    facts.manifest.collections.iter().map(collection).collect()
}

/// Collections that a package migrates and that hold documents.
async fn to_migrate(app: &App, tenant: TenantId, facts: &PackageFacts) -> AppResult<Vec<String>> {
    let mut waiting = Vec::new();
    for collection in facts.manifest.collections.iter().filter(|collection| collection.migrates) {
        let (plugin, name, first) = (&facts.manifest.name, &collection.name, PageRequest::first(1));
        if !app.store.list_documents(tenant, plugin, name, "", &first).await?.items.is_empty() {
            waiting.push(name.clone());
        }
    }
    Ok(waiting)
}

/// Refuses schemas that stored documents break.
pub(super) async fn check_documents(
    app: &App,
    tenant: TenantId,
    plugin: &str,
    collections: &[Collection],
) -> AppResult<()> {
    for Collection { name, schema_json, .. } in collections {
        let mut after: Option<String> = None;
        loop {
            let checked = app
                .store
                .check_documents(tenant, plugin, name, schema_json, after.as_deref(), CHECK_BATCH)
                .await
                .map_err(declare_error)?;
            if let Some(rejected) = checked.rejected.first() {
                let message = format!(
                    "document {name}/{} would not fit the other schema: {}; mend it first, or install a version that migrates it",
                    rejected.key, rejected.message
                );
                let error = AppError::conflict("collection.incompatible", message);
                return Err(error.with_details(json!({ "collection": name, "key": rejected.key })));
            }
            match checked.next_key {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(())
}

pub(super) fn declare_error(error: DeclareError) -> AppError {
    match error {
        DeclareError::Store(error) => error.into(),
        refused => AppError::invalid("package.collection", "/package", refused.to_string()),
    }
}
