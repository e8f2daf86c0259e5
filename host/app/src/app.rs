//! What all use cases share: the store, the plugin host, caches, a clock, and signals to background work.

use crate::access::sign_in::Hashing;
use crate::auth::KnownCredentials;
use crate::error::AppResult;
use crate::files::FileBytes;
use crate::invocations::RateLimits;
use crate::plugins::installed::TenantPlugins;
use crate::plugins::shadow::Comparisons;
use crate::plugins::usage::Meter;
use crate::plugins::warm::Compiling;
use crate::plugins::{PackageFacts, Trust};
use crate::pricing::ShadowSale;
use crate::pricing::facts::FactsCache;
use crate::vault::RefusedValues;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_egress::Egress;
use bodega_plugin_host::PluginHost;
use bodega_store::Store;
use moka::sync::Cache;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// How long a node trusts a version it read: the most that a change on another node is behind here.
const VERSION_TTL: Duration = Duration::from_millis(500);
/// Tenants whose plugins are kept ready; a cold one is read again in milliseconds.
const TENANTS_CACHED_MAX: u64 = 4_000;

/// Packages whose manifest and schemas are kept.
const PACKAGES_CACHED_MAX: u64 = 10_000;

/// Tells the time; tests bring their own.
pub trait Clock: Send + Sync + 'static {
    /// Ms since 1970 UTC.
    fn now_ms(&self) -> i64;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// Everything a use case needs. Share it as `Arc<App>`.
pub struct App {
    /// Data.
    pub store: Store,
    /// Plugins.
    pub plugins: Arc<PluginHost>,
    /// Metrics of everything in this process.
    pub metrics: Arc<Mutex<prometheus_client::registry::Registry>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) facts: FactsCache,
    pub(crate) installed: Cache<TenantId, (i64, Arc<TenantPlugins>)>,
    pub(crate) installed_versions: Cache<TenantId, i64>,
    pub(crate) compiling: Compiling,
    pub(crate) compile_locks: Cache<InstallationId, Arc<tokio::sync::Mutex<()>>>,
    pub(crate) auth: KnownCredentials,
    pub(crate) hashing: Hashing,
    pub(crate) packages: Cache<Digest, Arc<PackageFacts>>,
    pub(crate) rates: RateLimits,
    pub(crate) shadows: Comparisons,
    /// Sold baskets that versions on trial are yet to be asked about.
    pub(crate) trial_sales: Mutex<Vec<ShadowSale>>,
    pub(crate) usage: Meter,
    /// Requests of plugins to the outside.
    pub(crate) egress: Egress,
    /// Whose packages are taken.
    pub(crate) trust: Trust,
    /// Bytes of plugins' files.
    pub(crate) files: Arc<dyn FileBytes>,
    /// Rung when an event was written: sequencer and deliverers look at once instead of at their next poll.
    pub(crate) outbox: Notify,
    /// Rung when a payment is due at once.
    pub(crate) payments_due: Notify,
    /// Rung when a migration starts.
    pub(crate) migrations: Notify,
    /// Rung when events were numbered: webhooks hear of them.
    pub(crate) webhooks: Notify,
}

impl App {
    /// Joins a store and a plugin host.
    pub fn new(
        store: Store,
        plugins: Arc<PluginHost>,
        metrics: Arc<Mutex<prometheus_client::registry::Registry>>,
        clock: Arc<dyn Clock>,
        egress: Egress,
        trust: Trust,
        files: Arc<dyn FileBytes>,
    ) -> Self {
        if let Ok(mut metrics) = metrics.lock() {
            metrics.register_collector(Box::new(RefusedValues(store.clone())));
        }
        App {
            store,
            plugins,
            metrics,
            clock,
            facts: FactsCache::new(VERSION_TTL),
            installed: Cache::new(TENANTS_CACHED_MAX),
            installed_versions: Cache::builder()
                .max_capacity(TENANTS_CACHED_MAX)
                .time_to_live(VERSION_TTL)
                .build(),
            compiling: Compiling::default(),
            compile_locks: Cache::new(TENANTS_CACHED_MAX),
            auth: KnownCredentials::default(),
            hashing: Hashing::default(),
            packages: Cache::new(PACKAGES_CACHED_MAX),
            rates: RateLimits::default(),
            shadows: Comparisons::default(),
            trial_sales: Mutex::default(),
            usage: Meter::default(),
            egress,
            trust,
            files,
            outbox: Notify::new(),
            payments_due: Notify::new(),
            migrations: Notify::new(),
            webhooks: Notify::new(),
        }
    }

    /// Ms since 1970 UTC.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Call after any write to the catalog, the organisation or tax rates of a tenant.
    pub fn catalog_changed(&self, tenant: TenantId) {
        self.facts.forget(tenant);
    }

    /// Call after any change of a tenant's installations, snapshots or collections.
    pub fn installations_changed(&self, tenant: TenantId) {
        self.installed_versions.invalidate(&tenant);
    }

    /// Call after an event was committed.
    pub fn wake_outbox(&self) {
        self.outbox.notify_one();
    }

    /// Call after a payment was stored that is due at once.
    pub(crate) fn wake_payments(&self) {
        self.payments_due.notify_one();
    }

    /// The tenant's plugins as they are now, from the cache where nothing changed.
    pub(crate) async fn tenant_plugins(&self, tenant: TenantId) -> AppResult<Arc<TenantPlugins>> {
        let version = match self.installed_versions.get(&tenant) {
            Some(version) => version,
            None => {
                let version = self.store.installations_version(tenant).await?;
                self.installed_versions.insert(tenant, version);
                version
            }
        };
        if let Some((cached, plugins)) = self.installed.get(&tenant)
            && cached == version
        {
            return Ok(plugins);
        }
        let plugins = Arc::new(crate::plugins::installed::load(self, tenant).await?);
        if !plugins.is_compiling {
            self.installed.insert(tenant, (version, plugins.clone()));
        }
        Ok(plugins)
    }
}
