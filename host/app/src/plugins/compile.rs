//! Turns an installation's settings and rule documents into a snapshot, whenever they change.

use crate::app::App;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::Document;
use bodega_plugin_host::{CallError, Caller, CompileCall, Compiled, Limits, Point, Refusal};
use bodega_store::collections::DocumentWrite;
use bodega_store::installations::{Installation, Snapshot};
use bodega_store::{PAGE_MAX, PageRequest};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most documents a snapshot is made of: what is issued by the thousand belongs on the ledger.
const COMPILE_DOCUMENTS_MAX: usize = 20_000;

/// Compiles what is stored and makes it the snapshot in use. Changes of one installation queue up behind each
/// other, so the last one to be stored is the last one to be compiled.
pub async fn recompile(app: &App, tenant: TenantId, installation: InstallationId) -> AppResult<()> {
    let lock = app.compile_locks.get_with(installation, Default::default);
    let _one_at_a_time = lock.lock().await;
    let row = app.store.get_installation(tenant, installation).await?;
    let row = row.ok_or_else(|| AppError::not_found("installation.unknown", "installation"))?;
    let Some(snapshot) = trial_compile_of(app, tenant, &row, &[]).await? else { return Ok(()) };
    app.store.put_snapshot(tenant, installation, &snapshot).await?;
    recompile_candidate(app, tenant, &row).await;
    app.installations_changed(tenant);
    Ok(())
}

/// A version on trial reads the same documents; where it cannot make anything of them, it keeps its old snapshot.
async fn recompile_candidate(app: &App, tenant: TenantId, row: &Installation) {
    let compiled: AppResult<()> = async {
        let candidates = app.store.candidates(tenant).await?;
        let Some(candidate) = candidates.into_iter().find(|c| c.installation == row.id) else {
            return Ok(());
        };
        let as_if = Installation {
            version: candidate.version,
            package: candidate.package,
            component: candidate.component,
            settings_json: candidate.settings_json,
            ..row.clone()
        };
        if let Some(snapshot) = trial_compile_of(app, tenant, &as_if, &[]).await? {
            app.store.put_candidate_snapshot(tenant, row.id, &snapshot).await?;
        }
        Ok(())
    }
    .await;
    if let Err(error) = compiled {
        tracing::warn!(%tenant, plugin = %row.plugin, "the version on trial keeps its old snapshot: {error}");
    }
}

/// As [`trial_compile`], giving a snapshot to be stored.
pub(crate) async fn trial_compile_of(
    app: &App,
    tenant: TenantId,
    row: &Installation,
    writes: &[DocumentWrite],
) -> AppResult<Option<Snapshot>> {
    let Some(compiled) = trial_compile(app, tenant, row, writes).await? else { return Ok(None) };
    Ok(Some(Snapshot {
        digest: Digest::of(&compiled.snapshot),
        keys_json: serde_json::to_string(&compiled.keys).map_err(AppError::fault)?,
        legends_json: serde_json::to_string(&compiled.legends).map_err(AppError::fault)?,
        bytes: compiled.snapshot,
        created_at_ms: app.now_ms(),
    }))
}

/// Compiles an installation as it would be after `writes`, without storing anything; `None` where it does not price.
///
/// # Errors
/// What the plugin says of its settings or documents, as a refusal the person who saved them can act on.
pub async fn trial_compile(
    app: &App,
    tenant: TenantId,
    row: &Installation,
    writes: &[DocumentWrite],
) -> AppResult<Option<Compiled>> {
    let facts = app.package_facts(&row.package).await?;
    let manifest = &facts.manifest;
    let settings = serde_json::from_str(&row.settings_json).map_err(AppError::fault)?;
    if row.stage.is_none() && !manifest.has_point(Point::PricingCompile.as_str()) {
        return Ok(None);
    }
    if !manifest.points.iter().any(|point| point == Point::PricingCompile.as_str()) {
        return Ok(Some(Compiled { snapshot: Vec::new(), keys: Vec::new(), legends: Vec::new() }));
    }
    let mut documents = BTreeMap::new();
    for collection in manifest.collections.iter().filter(|collection| collection.compile) {
        let own = writes.iter().filter(|write| write.collection == collection.name);
        documents.insert(
            collection.name.clone(),
            stored_documents(app, tenant, row, &collection.name, own).await?,
        );
    }
    let call = CompileCall {
        caller: Caller {
            tenant,
            installation: row.id,
            plugin: Arc::from(row.plugin.as_str()),
            component: row.component.clone(),
            is_trial: false,
        },
        limits: Limits::default().narrowed(&manifest.limits).compile.0,
        settings: facts.split_settings(&settings).0.to_string(),
        documents,
    };
    app.plugins.load(&row.component).await.map_err(AppError::fault)?;
    let plugins = app.plugins.clone();
    // A compile may take seconds of CPU: not on a thread that serves tills.
    let called = tokio::task::spawn_blocking(move || plugins.compile(call)).await.map_err(AppError::fault)?;
    called.result.map(Some).map_err(compile_error)
}

fn compile_error(error: CallError) -> AppError {
    match error {
        CallError::Refused(Refusal::InvalidSettings(message) | Refusal::InvalidInput(message)) => {
            AppError::new(ErrorKind::Invalid, "plugin.invalid_settings", message)
        }
        other => AppError::new(ErrorKind::Invalid, "plugin.compile_failed", other.to_string())
            .with_details(serde_json::json!({ "plugin_code": other.code() })),
    }
}

pub(super) async fn stored_documents(
    app: &App,
    tenant: TenantId,
    row: &Installation,
    collection: &str,
    writes: impl Iterator<Item = &DocumentWrite>,
) -> AppResult<Vec<Document>> {
    let mut all: BTreeMap<String, Document> = BTreeMap::new();
    let mut page = PageRequest::first(PAGE_MAX);
    loop {
        let found = app.store.list_documents(tenant, &row.plugin, collection, "", &page).await?;
        for document in found.items {
            let (key, version, body) = (document.key, document.version, document.body);
            all.insert(key.clone(), Document { collection: collection.to_owned(), key, version, body });
        }
        if all.len() > COMPILE_DOCUMENTS_MAX {
            let message =
                format!("collection {collection:?} has more than {COMPILE_DOCUMENTS_MAX} documents");
            return Err(AppError::new(ErrorKind::Invalid, "plugin.too_many_documents", message));
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    for write in writes {
        match &write.body {
            Some(body) => {
                let version = all.get(&write.key).map_or(1, |document| document.version + 1);
                let (collection, key, body) = (collection.to_owned(), write.key.clone(), body.clone());
                all.insert(key.clone(), Document { collection, key, version, body });
            }
            None => drop(all.remove(&write.key)),
        }
    }
    Ok(all.into_values().collect())
}
