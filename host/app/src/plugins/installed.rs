//! A tenant's installations, ready to be called.

use super::facts::PackageFacts;
use super::scope::{CanaryShare, Scope};
use crate::app::App;
use crate::error::{AppError, AppResult};
use crate::pricing::Legends;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, OrgUnitId, TenantId, TerminalId};
use bodega_domain::ledger::{AccountKind, Posting};
use bodega_domain::pricing::{SkipReason, Stage};
use bodega_package::{EgressHost, Manifest, MessageChannel};
use bodega_plugin_host::{CallLimits, KeyTemplate, Legend, Limits, Point};
use bodega_store::installations::{Candidate, CandidateMode, Installation, Plan, Snapshot};
use bodega_store::ledger::LedgerPosting;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A build of a plugin as one tenant has it: what any of its points needs.
#[derive(Clone)]
pub struct InstalledPlugin {
    pub id: InstallationId,
    pub plugin: Arc<str>,
    pub version: String,
    pub package: Digest,
    pub component: Digest,
    /// JSON text without secrets.
    pub settings: String,
    pub secrets: BTreeMap<String, String>,
    pub manifest: Arc<Manifest>,
    pub accounts: Arc<[AccountKind]>,
    pub limits: Limits,
    /// Hosts that the merchant approved.
    pub hosts: Vec<EgressHost>,
    /// Where it is on.
    pub scope: Scope,
    /// Whether this is the version on trial.
    pub is_trial: bool,
    /// The version on trial beside it, where its effects are compared.
    pub shadow: Option<Arc<InstalledPlugin>>,
}

/// What is fetched for an installation with every basket.
#[derive(Clone, Debug, Default)]
pub struct InputNeeds {
    pub keys: Vec<KeyTemplate>,
    pub reads_member_tags: bool,
    pub reads_usage: bool,
}

/// A build of a plugin that prices baskets.
pub struct InstalledPricing {
    pub id: InstallationId,
    pub plugin: Arc<str>,
    pub version: String,
    pub package: Digest,
    pub component: Digest,
    pub snapshot_digest: Digest,
    pub snapshot: Arc<[u8]>,
    pub needs: InputNeeds,
    pub legends: Arc<Legends>,
    pub stage: Stage,
    pub cap_ppm: Option<u32>,
    pub accounts: Arc<[AccountKind]>,
    pub limits: CallLimits,
    /// Whether this is the version on trial.
    pub is_trial: bool,
    /// Why it cannot be asked, e.g. because its settings do not compile.
    pub not_ready: Option<SkipReason>,
}

/// A place in the way of a price: the version in use, and one on trial.
pub struct PricingSlot {
    pub live: Arc<InstalledPricing>,
    pub scope: Scope,
    /// Asked for nothing: its answers are compared.
    pub shadow: Option<Arc<InstalledPricing>>,
    /// Asked instead, for some.
    pub canary: Option<(CanaryShare, Arc<InstalledPricing>)>,
}

impl PricingSlot {
    /// The canary that a terminal is on.
    pub fn canary_of(&self, store: OrgUnitId, terminal: TerminalId) -> Option<&Arc<InstalledPricing>> {
        let (share, canary) = self.canary.as_ref()?;
        share.includes(self.live.id, store, terminal).then_some(canary)
    }
}

/// An installation that checks sales.
pub struct InstalledCheck {
    pub installed: Arc<InstalledPlugin>,
    pub snapshot: Arc<[u8]>,
    /// `None` where it has none.
    pub snapshot_digest: Option<Digest>,
    pub needs: InputNeeds,
}

/// Everything of a tenant that can be called.
#[derive(Default)]
pub struct TenantPlugins {
    /// In the order of asking.
    pub pricing: Vec<Arc<PricingSlot>>,
    /// By position.
    pub checks: Vec<Arc<InstalledCheck>>,
    pub installed: HashMap<InstallationId, Arc<InstalledPlugin>>,
    /// Whether something will be ready soon, so that this is worth reading again.
    pub is_compiling: bool,
    /// Installed plugins whose version was withdrawn, by name, and why.
    pub killed: HashMap<String, String>,
    /// Who carries messages, by channel: the first in the merchant's order that offers it.
    pub senders: BTreeMap<MessageChannel, Arc<InstalledPlugin>>,
}

impl TenantPlugins {
    /// The installation of a plugin.
    pub fn by_name(&self, plugin: &str) -> AppResult<Arc<InstalledPlugin>> {
        if let Some(reason) = self.killed.get(plugin) {
            return Err(super::kills::killed(plugin, reason));
        }
        let found = self.installed.values().find(|installed| &*installed.plugin == plugin);
        found.cloned().ok_or_else(|| AppError::not_found("plugin.unknown", format!("plugin {plugin:?}")))
    }
}

/// The permission (import) names stored with an installation.
pub const MEMBER_TAGS: &str = "bodega:basket/member-tags";
/// See [`MEMBER_TAGS`].
pub const USAGE: &str = "bodega:basket/usage";

/// Reads a tenant's enabled installations and makes their components ready.
pub async fn load(app: &App, tenant: TenantId) -> AppResult<TenantPlugins> {
    let mut plugins = TenantPlugins::default();
    let mut plans = app.store.plans(tenant).await?;
    let mut candidates: HashMap<InstallationId, Candidate> =
        app.store.candidates(tenant).await?.into_iter().map(|c| (c.installation, c)).collect();
    let (mut pricing, mut checks, mut senders) = (Vec::new(), Vec::new(), Vec::new());
    let kills = app.store.kills_in_use(tenant).await?;
    for row in app.store.list_installations(tenant).await?.into_iter().filter(|row| row.is_enabled) {
        let plan = plans.remove(&row.id).unwrap_or_default();
        let mut live = Build::of_row(app, tenant, &row, &plan).await?;
        plugins.is_compiling |= live.is_compiling;
        let killed = kills.get(&row.component);
        if let Some(reason) = killed {
            // This node may not have heard of it from the marketplace yet.
            app.plugins.kill(&row.component, reason);
            live.not_ready = Some(SkipReason { code: "plugin.killed".to_owned(), message: reason.clone() });
        }
        let trial = match candidates.remove(&row.id) {
            Some(candidate) => Some(Build::of_candidate(app, tenant, &row, &plan, &candidate).await?),
            None => None,
        };
        plugins.is_compiling |= trial.as_ref().is_some_and(|(trial, ..)| trial.is_compiling);
        if let Some(stage) = row.stage {
            let slot = slot(&row, stage, &live, trial.as_ref())?;
            pricing.push((stage, row.position, row.id, Arc::new(slot)));
        }
        // One that was withdrawn is asked too, so that the sale says who was left out.
        if live.has(Point::ValidationCheck) && (live.not_ready.is_none() || killed.is_some()) {
            checks.push((row.position, row.id, Arc::new(live.check()?)));
        }
        if let Some(reason) = killed {
            plugins.killed.insert(row.plugin, reason.clone());
            continue;
        }
        let mut installed = live.installed;
        if let Some((Build { installed: shadow, .. }, CandidateMode::Shadow, _)) = trial {
            let with_shadow = InstalledPlugin { shadow: Some(shadow), ..Arc::unwrap_or_clone(installed) };
            installed = Arc::new(with_shadow);
        }
        senders.push((row.position, row.id, installed.clone()));
        plugins.installed.insert(row.id, installed);
    }
    pricing.sort_by_key(|(stage, position, id, _)| (*stage, *position, *id));
    checks.sort_by_key(|(position, id, _)| (*position, *id));
    senders.sort_by_key(|(position, id, _)| (*position, *id));
    for (_, _, installed) in senders {
        for offer in &installed.manifest.messaging {
            plugins.senders.entry(offer.channel).or_insert_with(|| installed.clone());
        }
    }
    plugins.pricing = pricing.into_iter().map(|(_, _, _, slot)| slot).collect();
    plugins.checks = checks.into_iter().map(|(_, _, check)| check).collect();
    Ok(plugins)
}

/// A build with what its pure points need.
struct Build {
    installed: Arc<InstalledPlugin>,
    snapshot: Option<Snapshot>,
    permissions: Vec<String>,
    not_ready: Option<SkipReason>,
    /// Whether it will be ready soon.
    is_compiling: bool,
}

impl Build {
    async fn of_row(app: &App, tenant: TenantId, row: &Installation, plan: &Plan) -> AppResult<Self> {
        let snapshot = app.store.current_snapshot(tenant, row.id).await?;
        let facts = app.package_facts(&row.package).await?;
        let scope = scope_of(plan)?;
        Self::of(app, row, &facts, &row.settings_json, scope, snapshot, false).await
    }

    async fn of_candidate(
        app: &App,
        tenant: TenantId,
        row: &Installation,
        plan: &Plan,
        candidate: &Candidate,
    ) -> AppResult<(Self, CandidateMode, CanaryShare)> {
        let snapshot = match &candidate.snapshot {
            Some(digest) => app.store.get_snapshot(tenant, row.id, digest).await?,
            None => None,
        };
        let facts = app.package_facts(&candidate.package).await?;
        let as_if = Installation {
            version: candidate.version.clone(),
            package: candidate.package.clone(),
            component: candidate.component.clone(),
            ..row.clone()
        };
        let build =
            Self::of(app, &as_if, &facts, &candidate.settings_json, scope_of(plan)?, snapshot, true).await?;
        let stores = serde_json::from_str(&candidate.stores_json).map_err(AppError::fault)?;
        Ok((build, candidate.mode, CanaryShare { stores, permille: candidate.permille }))
    }

    async fn of(
        app: &App,
        row: &Installation,
        facts: &PackageFacts,
        settings_json: &str,
        scope: Scope,
        snapshot: Option<Snapshot>,
        is_trial: bool,
    ) -> AppResult<Self> {
        let manifest = facts.manifest.clone();
        let settings = serde_json::from_str(settings_json).map_err(AppError::fault)?;
        let (open, secrets) = facts.split_settings(&settings);
        let not_loaded = |message: String| SkipReason { code: "plugin.not_loaded".to_owned(), message };
        let mut is_compiling = false;
        let not_loaded = match app.plugins.load_compiled(&row.component).await {
            Ok(true) => None,
            Ok(false) => {
                is_compiling = app.compiling.start(app, &row.component);
                Some(not_loaded("it is not compiled on this node yet".to_owned()))
            }
            Err(error) => Some(not_loaded(error.to_string())),
        };
        let compiles = manifest.has_point(Point::PricingCompile.as_str());
        let not_ready = not_loaded.or_else(|| {
            (compiles && snapshot.is_none()).then(|| SkipReason {
                code: "plugin.not_compiled".to_owned(),
                message: "its settings or documents do not compile; open the plugin's settings".to_owned(),
            })
        });
        let installed = InstalledPlugin {
            id: row.id,
            plugin: Arc::from(row.plugin.as_str()),
            version: row.version.clone(),
            package: row.package.clone(),
            component: row.component.clone(),
            settings: open.to_string(),
            secrets,
            accounts: account_kinds(&manifest).into(),
            limits: Limits::default().narrowed(&manifest.limits),
            hosts: manifest.egress.hosts.clone(),
            scope,
            is_trial,
            shadow: None,
            manifest,
        };
        let permissions = serde_json::from_str(&row.permissions_json).unwrap_or_default();
        Ok(Build { installed: Arc::new(installed), snapshot, permissions, not_ready, is_compiling })
    }

    fn has(&self, point: Point) -> bool {
        self.installed.manifest.has_point(point.as_str())
    }

    fn snapshot_bytes(&self) -> Arc<[u8]> {
        self.snapshot.as_ref().map(|snapshot| snapshot.bytes.clone()).unwrap_or_default().into()
    }

    /// The keys that its snapshot asks for, and what it may read beside them.
    fn needs(&self) -> AppResult<InputNeeds> {
        let keys = self.snapshot.as_ref().map(|snapshot| serde_json::from_str(&snapshot.keys_json));
        let may = |name: &str| self.permissions.iter().any(|p| p.split('@').next() == Some(name));
        Ok(InputNeeds {
            keys: keys.transpose().map_err(AppError::fault)?.unwrap_or_default(),
            reads_member_tags: may(MEMBER_TAGS),
            reads_usage: may(USAGE),
        })
    }

    fn check(&self) -> AppResult<InstalledCheck> {
        let declared = &self.installed.manifest.validation;
        let mut needs = self.needs()?;
        needs.keys.extend(declared.balances.iter().cloned().map(KeyTemplate::Balance));
        needs.keys.extend(declared.documents.iter().map(|document| KeyTemplate::Document {
            collection: document.collection.clone(),
            key: document.key.clone(),
        }));
        Ok(InstalledCheck {
            installed: self.installed.clone(),
            snapshot: self.snapshot_bytes(),
            snapshot_digest: self.snapshot.as_ref().map(|snapshot| snapshot.digest.clone()),
            needs,
        })
    }

    fn pricing(&self, row: &Installation, stage: Stage) -> AppResult<InstalledPricing> {
        let (digest, legends) = match &self.snapshot {
            Some(snapshot) => {
                let legends = serde_json::from_str(&snapshot.legends_json).map_err(AppError::fault)?;
                (snapshot.digest.clone(), legends)
            }
            None => (Digest::of(b""), Vec::new()),
        };
        let installed = &self.installed;
        Ok(InstalledPricing {
            id: installed.id,
            plugin: installed.plugin.clone(),
            version: installed.version.clone(),
            package: installed.package.clone(),
            component: installed.component.clone(),
            snapshot_digest: digest,
            snapshot: self.snapshot_bytes(),
            needs: self.needs()?,
            legends: Arc::new(legends_by_reference(legends)),
            stage,
            cap_ppm: row.cap_ppm,
            accounts: installed.accounts.clone(),
            limits: installed.limits.price.0,
            is_trial: installed.is_trial,
            not_ready: self.not_ready.clone(),
        })
    }
}

fn slot(
    row: &Installation,
    stage: Stage,
    live: &Build,
    trial: Option<&(Build, CandidateMode, CanaryShare)>,
) -> AppResult<PricingSlot> {
    let mut slot = PricingSlot {
        live: Arc::new(live.pricing(row, stage)?),
        scope: live.installed.scope.clone(),
        shadow: None,
        canary: None,
    };
    // A candidate that does not price any more has nothing to compare.
    if let Some((build, mode, share)) = trial.filter(|(build, ..)| build.has(Point::PricingPrice)) {
        let pricing = Arc::new(build.pricing(row, stage)?);
        match mode {
            CandidateMode::Shadow => slot.shadow = Some(pricing),
            CandidateMode::Canary => slot.canary = Some((share.clone(), pricing)),
        }
    }
    Ok(slot)
}

/// The org units of a plan's scope.
pub(super) fn scope_of(plan: &Plan) -> AppResult<Scope> {
    Ok(Scope(serde_json::from_str(&plan.scope_json).map_err(AppError::fault)?))
}

fn legends_by_reference(legends: Vec<Legend>) -> Legends {
    legends.into_iter().map(|legend| (legend.reference, legend.labels)).collect()
}

/// The manifest of a stored package.
pub async fn manifest_of(app: &App, package: &Digest) -> AppResult<Manifest> {
    Ok(app.package_facts(package).await?.manifest.as_ref().clone())
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
