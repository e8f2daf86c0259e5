//! Joins store, plugin host and app.

use crate::config::Config;
use crate::files::ObjectFiles;
use crate::keys;
use crate::marketplace::{self, Embedded};
use crate::release_checks::HostChecks;
use anyhow::Context;
use bodega_app::plugins::Trust;
use bodega_app::{App, Clock, SystemClock};
use bodega_domain::digest::Digest;
use bodega_domain::event::{PLUGIN_BREAKER, PluginBreaker};
use bodega_domain::ids::{EventId, InstallationId, TenantId};
use bodega_egress::Egress;
use bodega_plugin_host::{
    BreakerListener, BreakerState, Compiler, ComponentSource, PluginHost, PluginHostConfig, Point, PortError,
    PortResult,
};
use bodega_registry::Registry;
use bodega_store::events::NewEvent;
use bodega_store::{Store, StoreOptions};
use futures::FutureExt;
use prometheus_client::registry::Registry as MetricsRegistry;
use std::sync::{Arc, Mutex, OnceLock, Weak};

/// The command by which the binary becomes a worker that compiles one component.
pub const COMPILE_WORKER: &str = "compile-worker";

/// A running Bodega without its HTTP door.
pub struct Opened {
    /// The use cases.
    pub app: Arc<App>,
    /// The database, to be closed at the end.
    pub store: Store,
    /// The registry beside it.
    pub marketplace: Registry,
}

/// Opens the database (migrated) and the plugin host.
pub async fn open(config: &Config) -> anyhow::Result<Opened> {
    let roots = match &config.egress_roots {
        Some(path) => std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
        None => Vec::new(),
    };
    let egress = Egress::new(&roots).context("cannot set up requests to the outside")?;
    open_with(config, Arc::new(SystemClock), egress).await
}

/// As [`open`], with another clock and another way to the outside: for tests.
pub async fn open_with(config: &Config, clock: Arc<dyn Clock>, egress: Egress) -> anyhow::Result<Opened> {
    let data_dir = &config.data_dir;
    std::fs::create_dir_all(data_dir)
        .with_context(|| format!("cannot make the folder {}", data_dir.display()))?;
    let store = Store::connect(&config.database_url, StoreOptions::default())
        .await
        .context("cannot open the database")?;
    store.migrate().await.context("cannot bring the database up to date")?;
    keys::unlock(config, &store).await?;
    let mut registry = MetricsRegistry::default();
    let source = Arc::new(StoredComponents(store.clone()));
    let listener = Arc::new(BreakerEvents {
        store: store.clone(),
        runtime: tokio::runtime::Handle::current(),
        app: OnceLock::new(),
    });
    let plugins = PluginHostConfig {
        breaker_listener: listener.clone(),
        compiler: match &config.compiler {
            Some(program) => {
                Compiler::Worker { program: program.clone(), arguments: vec![COMPILE_WORKER.into()] }
            }
            None => Compiler::InProcess,
        },
        ..PluginHostConfig::new(data_dir.join("components"), source)
    };
    let plugins = Arc::new(PluginHost::new(plugins, &mut registry)?);
    let registry = Arc::new(Mutex::new(registry));
    let marketplace = marketplace::open(config, Arc::new(HostChecks(plugins.clone()))).await?;
    let trust = Trust {
        marketplace: Box::new(Embedded(marketplace.clone())),
        allows_unsigned: config.allow_unsigned,
    };
    let files = ObjectFiles::open(&config.files).context("cannot open the store of files")?;
    let files = Arc::new(files);
    let app = Arc::new(App::new(store.clone(), plugins, registry, clock, egress, trust, files));
    // The listener is part of what the app is made of; it is told afterwards.
    let _ = listener.app.set(Arc::downgrade(&app));
    Ok(Opened { app, store, marketplace })
}

/// Components come from the package store.
struct StoredComponents(Store);

impl ComponentSource for StoredComponents {
    fn component<'a>(&'a self, digest: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        async move {
            let bytes = self.0.component_bytes(digest).await.map_err(|error| PortError(error.to_string()))?;
            Ok(bytes.map(Arc::from))
        }
        .boxed()
    }
}

/// A breaker that opens or closes becomes an event that the merchant can see.
struct BreakerEvents {
    store: Store,
    runtime: tokio::runtime::Handle,
    app: OnceLock<Weak<App>>,
}

impl BreakerListener for BreakerEvents {
    fn on_breaker(&self, tenant: TenantId, installation: InstallationId, point: Point, state: BreakerState) {
        let store = self.store.clone();
        let app = self.app.get().and_then(Weak::upgrade);
        let is_open = state != BreakerState::Closed;
        let state = match state {
            BreakerState::Closed => "closed",
            _ => "open",
        };
        self.runtime.spawn(async move {
            let row = store.get_installation(tenant, installation).await.ok().flatten();
            let plugin = row.map(|row| row.plugin).unwrap_or_default();
            let reason = match state {
                "open" => format!("{plugin} failed at {point} several times in a row and is left out for a while"),
                _ => format!("{plugin} answers again at {point}"),
            };
            let payload = PluginBreaker { installation, plugin, state: state.to_owned(), reason };
            let now = bodega_app::Clock::now_ms(&SystemClock);
            let event = NewEvent {
                id: EventId(uuid::Uuid::now_v7()),
                event_type: PLUGIN_BREAKER.to_owned(),
                ordering_key: installation.to_string(),
                subject: Some(installation.0),
                store: None,
                occurred_at_ms: now,
                recorded_at_ms: now,
                depth: 0,
                payload_json: serde_json::to_string(&payload).unwrap_or_default(),
            };
            if let Err(error) = store.append_events(tenant, &[event]).await {
                tracing::error!(%tenant, %installation, "a breaker is {state} and the event of it was lost: {error}");
            }
            let Some(app) = app else { return };
            let changed = bodega_app::plugins::breaker_changed(&app, tenant, installation, point, is_open);
            if let Err(error) = changed.await {
                tracing::error!(%tenant, %installation, "a breaker is {state} and nothing came of it: {error}");
            }
        });
    }
}
