//! A tenant's installations, ready to be called.

use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::pricing::Legends;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::ledger::{AccountKind, Posting};
use bodega_domain::pricing::{SkipReason, Stage};
use bodega_package::Manifest;
use bodega_plugin_host::{CallLimits, KeyTemplate, Legend, Limits};
use bodega_store::installations::Installation;
use bodega_store::ledger::LedgerPosting;
use std::collections::HashMap;
use std::sync::Arc;

/// A pricing installation.
pub struct InstalledPricing {
    pub id: InstallationId,
    pub plugin: Arc<str>,
    pub version: String,
    pub component: Digest,
    pub snapshot_digest: Digest,
    pub snapshot: Arc<[u8]>,
    pub keys: Vec<KeyTemplate>,
    pub legends: Arc<Legends>,
    pub stage: Stage,
    pub cap_ppm: Option<u32>,
    pub accounts: Arc<[AccountKind]>,
    pub limits: CallLimits,
    pub reads_member_tags: bool,
    pub reads_usage: bool,
    /// Why it cannot be asked, e.g. because its settings do not compile.
    pub not_ready: Option<SkipReason>,
}

/// An installation that handles events.
pub struct InstalledHandler {
    pub plugin: Arc<str>,
    pub component: Digest,
    pub settings: String,
    pub manifest: Arc<Manifest>,
    pub accounts: Arc<[AccountKind]>,
    pub limits: CallLimits,
}

/// Everything of a tenant that can be called.
#[derive(Default)]
pub struct TenantPlugins {
    /// In the order of asking.
    pub pricing: Vec<Arc<InstalledPricing>>,
    pub handlers: HashMap<InstallationId, Arc<InstalledHandler>>,
}

/// The permission (import) names stored with an installation.
pub const MEMBER_TAGS: &str = "bodega:basket/member-tags";
/// See [`MEMBER_TAGS`].
pub const USAGE: &str = "bodega:basket/usage";

/// Reads a tenant's enabled installations and makes their components ready.
pub async fn load(app: &App, tenant: TenantId) -> AppResult<TenantPlugins> {
    let mut plugins = TenantPlugins::default();
    let mut pricing = Vec::new();
    for row in app.store.list_installations(tenant).await?.into_iter().filter(|row| row.is_enabled) {
        let manifest = Arc::new(manifest_of(app, &row.package).await?);
        let accounts: Arc<[AccountKind]> = account_kinds(&manifest).into();
        let limits = Limits::default().narrowed(&manifest.limits);
        let plugin: Arc<str> = Arc::from(row.plugin.as_str());
        let not_loaded = match app.plugins.load(&row.component).await {
            Ok(()) => None,
            Err(error) => {
                Some(SkipReason { code: "plugin.not_loaded".to_owned(), message: error.to_string() })
            }
        };
        if let Some(stage) = row.stage {
            let ready =
                pricing_of(app, tenant, &row, stage, not_loaded, &plugin, &accounts, limits.price.0).await?;
            pricing.push((stage, row.position, row.id, Arc::new(ready)));
        }
        if !row.events.is_empty() {
            let handler = InstalledHandler {
                plugin,
                component: row.component,
                settings: row.settings_json,
                manifest,
                accounts,
                limits: limits.handle.0,
            };
            plugins.handlers.insert(row.id, Arc::new(handler));
        }
    }
    pricing.sort_by_key(|(stage, position, id, _)| (*stage, *position, *id));
    plugins.pricing = pricing.into_iter().map(|(_, _, _, installed)| installed).collect();
    Ok(plugins)
}

#[allow(clippy::too_many_arguments)]
async fn pricing_of(
    app: &App,
    tenant: TenantId,
    row: &Installation,
    stage: Stage,
    not_loaded: Option<SkipReason>,
    plugin: &Arc<str>,
    accounts: &Arc<[AccountKind]>,
    limits: CallLimits,
) -> AppResult<InstalledPricing> {
    let snapshot = app.store.current_snapshot(tenant, row.id).await?;
    let not_ready = not_loaded.or_else(|| {
        snapshot.is_none().then(|| SkipReason {
            code: "plugin.not_compiled".to_owned(),
            message: "its settings or documents do not compile; open the plugin's settings".to_owned(),
        })
    });
    let (digest, bytes, keys, legends) = match snapshot {
        Some(snapshot) => (
            snapshot.digest,
            snapshot.bytes,
            serde_json::from_str(&snapshot.keys_json).map_err(AppError::fault)?,
            serde_json::from_str(&snapshot.legends_json).map_err(AppError::fault)?,
        ),
        None => (Digest::of(b""), Vec::new(), Vec::new(), Vec::new()),
    };
    let permissions: Vec<String> = serde_json::from_str(&row.permissions_json).unwrap_or_default();
    let may = |name: &str| permissions.iter().any(|permission| permission.split('@').next() == Some(name));
    Ok(InstalledPricing {
        id: row.id,
        plugin: plugin.clone(),
        version: row.version.clone(),
        component: row.component.clone(),
        snapshot_digest: digest,
        snapshot: bytes.into(),
        keys,
        legends: Arc::new(legends_by_reference(legends)),
        stage,
        cap_ppm: row.cap_ppm,
        accounts: accounts.clone(),
        limits,
        reads_member_tags: may(MEMBER_TAGS),
        reads_usage: may(USAGE),
        not_ready,
    })
}

fn legends_by_reference(legends: Vec<Legend>) -> Legends {
    legends.into_iter().map(|legend| (legend.reference, legend.labels)).collect()
}

/// The manifest of a stored package.
pub async fn manifest_of(app: &App, package: &Digest) -> AppResult<Manifest> {
    let record = app.store.get_package(package).await?;
    let record =
        record.ok_or_else(|| AppError::not_found("package.unknown", format!("package {package}")))?;
    serde_json::from_str(&record.manifest_json).map_err(AppError::fault)
}

/// The account kinds of a manifest in the host's words.
pub fn account_kinds(manifest: &Manifest) -> Vec<AccountKind> {
    let kind = |kind: &bodega_package::AccountKind| AccountKind {
        kind: kind.kind.clone(),
        unit: kind.unit.clone(),
        floor: kind.floor,
        shards: kind.shards,
    };
    manifest.accounts.iter().map(kind).collect()
}

/// Postings with their kind's unit, floor and shards; an account of a kind that the manifest does not declare is
/// refused by name.
pub fn resolve_postings<'a>(
    plugin: &str,
    kinds: &[AccountKind],
    postings: impl IntoIterator<Item = &'a Posting>,
    memo: Option<&str>,
) -> Result<Vec<LedgerPosting>, String> {
    postings
        .into_iter()
        .map(|posting| {
            let name = posting.account.split('/').next().unwrap_or_default();
            let kind = kinds.iter().find(|kind| kind.kind == name);
            let kind =
                kind.ok_or_else(|| format!("account kind {name:?} is not declared in the manifest"))?;
            Ok(LedgerPosting {
                plugin: plugin.to_owned(),
                account: posting.account.clone(),
                kind: kind.kind.clone(),
                unit: kind.unit.clone(),
                delta: posting.delta,
                floor: posting.floor.or(kind.floor),
                shards: kind.shards,
                memo: memo.map(str::to_owned),
            })
        })
        .collect()
}
