//! The plugin host: engines, components that are ready, breakers, numbers. Calls are in `calls_pure` and `calls_io`.

use crate::artefacts::Artefacts;
use crate::artefacts::ForeignArtefacts;
use crate::breaker::{BreakerState, Breakers, Clock, Key};
use crate::call::{CallReport, Caller};
use crate::compiler::{CompileError, Compiler};
use crate::engine::{Engines, PROBE_INSTANCES};
use crate::error::{CallError, LoadError, StartError};
use crate::gate::{Gate, TenantGate};
use crate::inspect::InstallError;
use crate::linkers::Linkers;
use crate::metrics::Metrics;
use crate::modules::{Module, deserialize};
use crate::point::Point;
use crate::ports::{BreakerListener, ComponentSource};
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_package::COMPONENT_BYTES_MAX;
use moka::sync::Cache;
use prometheus_client::registry::Registry;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;
use tokio::sync::Semaphore;
use tracing::{info, warn};
use wasmtime::component::Component;

/// Machine code kept in memory, KiB. A first-party component takes about 1 MiB, a Python one 34 MiB.
const MODULE_CACHE_KIB: u64 = 512 << 10;
/// Compilations at a time: they take a core for seconds, and the rest of the machine is selling.
const COMPILES_MAX: usize = 1;

/// What a host needs to start.
pub struct PluginHostConfig {
    /// Folder for compiled components; a cache that may be deleted.
    pub artefacts: PathBuf,
    /// Where components come from.
    pub source: Arc<dyn ComponentSource>,
    /// Where components are compiled.
    pub compiler: Compiler,
    /// Who hears of breakers; `Arc::new(())` for nobody.
    pub breaker_listener: Arc<dyn BreakerListener>,
    /// What time breakers go by; `Arc::new(Instant::now)` outside tests.
    pub clock: Clock,
}

impl PluginHostConfig {
    /// The usual configuration.
    pub fn new(artefacts: PathBuf, source: Arc<dyn ComponentSource>) -> Self {
        PluginHostConfig {
            artefacts,
            source,
            compiler: Compiler::InProcess,
            breaker_listener: Arc::new(()),
            clock: Arc::new(Instant::now),
        }
    }
}

/// Runs plugins. Cheap to clone.
#[derive(Clone)]
pub struct PluginHost {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) engines: Engines,
    pub(crate) linkers: Linkers,
    pub(crate) breakers: Breakers,
    pub(crate) metrics: Metrics,
    pub(crate) pure_gate: Gate,
    pub(crate) io_slots: Semaphore,
    pub(crate) probe_slots: Semaphore,
    pub(crate) tenant_gate: TenantGate,
    artefacts: Artefacts,
    modules: Cache<Digest, Arc<Module>>,
    /// Withdrawn components and why; they grow by what marketplaces kill.
    killed: RwLock<HashMap<Digest, String>>,
    compiling: Semaphore,
    source: Arc<dyn ComponentSource>,
    compiler: Compiler,
}

impl PluginHost {
    /// Starts a host; its metrics go to `registry`.
    ///
    /// # Errors
    /// Where there is no address space for instances, or the folder cannot be used.
    pub fn new(config: PluginHostConfig, registry: &mut Registry) -> Result<Self, StartError> {
        let engines = Engines::new()?;
        let linkers =
            Linkers::new(&engines.engine).map_err(|error| StartError::Engine(format!("{error:#}")))?;
        let artefacts = Artefacts::open(&config.artefacts, &engines.engine)?;
        let weigh =
            |_: &Digest, module: &Arc<Module>| u32::try_from(module.bytes >> 10).unwrap_or(u32::MAX).max(1);
        let modules = Cache::builder().max_capacity(MODULE_CACHE_KIB).weigher(weigh).build();
        info!(
            pure_instances = engines.pure_instances,
            io_instances = engines.io_instances,
            "plugin host is ready"
        );
        let inner = Inner {
            breakers: Breakers::new(config.clock, config.breaker_listener),
            metrics: Metrics::new(registry),
            pure_gate: Gate::new(engines.pure_instances),
            probe_slots: Semaphore::new(PROBE_INSTANCES as usize),
            io_slots: Semaphore::new(engines.io_instances as usize),
            tenant_gate: TenantGate::default(),
            artefacts,
            modules,
            killed: RwLock::default(),
            compiling: Semaphore::new(COMPILES_MAX),
            source: config.source,
            compiler: config.compiler,
            engines,
            linkers,
        };
        Ok(PluginHost { inner: Arc::new(inner) })
    }

    /// Makes a component ready from its bytes, compiling it where no artefact is at hand. Never on the way of a request.
    ///
    /// # Errors
    /// Where the bytes are not those of the digest, or do not load.
    pub async fn prepare(&self, digest: &Digest, bytes: Arc<[u8]>) -> Result<(), LoadError> {
        self.prepare_module(digest, bytes).await.map(drop)
    }

    /// Makes a component ready from its artefact on disk, or from the component source where there is none.
    ///
    /// # Errors
    /// Where the component is missing or does not load.
    pub async fn load(&self, digest: &Digest) -> Result<(), LoadError> {
        if self.find_module(digest).await?.is_some() {
            return Ok(());
        }
        let source_error = |source| LoadError::Source { digest: digest.clone(), source };
        match self.inner.source.component(digest).await.map_err(source_error)? {
            Some(bytes) => self.prepare(digest, bytes).await,
            None => Err(LoadError::Missing { digest: digest.clone() }),
        }
    }

    /// Makes a component ready if that takes no compiling; `false` = it does, and nothing happened.
    ///
    /// # Errors
    /// Where its compiled form does not load.
    pub async fn load_compiled(&self, digest: &Digest) -> Result<bool, LoadError> {
        Ok(self.find_module(digest).await?.is_some())
    }

    /// Whether a component's compiled form is on disk, made by this engine.
    pub fn is_compiled(&self, digest: &Digest) -> bool {
        self.inner.artefacts.has(digest)
    }

    /// What other engines compiled and left on disk: after an upgrade of wasmtime, until all is compiled anew.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn foreign_artefacts(&self) -> Result<Vec<ForeignArtefacts>, StartError> {
        Ok(self.inner.artefacts.foreign()?)
    }

    /// Removes them.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn remove_foreign_artefacts(&self) -> Result<(), StartError> {
        Ok(self.inner.artefacts.remove_foreign()?)
    }

    /// The interfaces that a component imports and that are permissions, `package/interface`: what a merchant consents to.
    ///
    /// # Errors
    /// Where the component is missing or does not load.
    pub async fn permissions(&self, digest: &Digest) -> Result<BTreeSet<String>, LoadError> {
        self.load(digest).await?;
        let missing = || LoadError::Missing { digest: digest.clone() };
        let module = self.find_module(digest).await?.ok_or_else(missing)?;
        Ok(module.permissions(&self.inner.engines.engine))
    }

    /// Whether a component can be called without compiling.
    pub fn is_loaded(&self, digest: &Digest) -> bool {
        self.inner.modules.contains_key(digest)
    }

    /// The state of the breaker that a call would meet.
    pub fn breaker_of(&self, caller: &Caller, point: Point) -> BreakerState {
        self.inner.breakers.state(caller.breaker(point))
    }

    /// Never calls a component again, but to prove receipts ([`Self::price_again`]).
    pub fn kill(&self, component: &Digest, reason: &str) {
        let mut killed = self.inner.killed.write().unwrap_or_else(PoisonError::into_inner);
        if killed.insert(component.clone(), reason.to_owned()).is_none() {
            warn!(%component, "component {component} was withdrawn: {reason}");
        }
    }

    /// The state of a breaker.
    pub fn breaker_state(
        &self,
        tenant: TenantId,
        installation: InstallationId,
        point: Point,
    ) -> BreakerState {
        self.inner.breakers.state(Key { tenant, installation, point, is_trial: false })
    }

    /// Forgets an installation's failures, e.g. after an upgrade, a change of settings or a person's wish.
    pub fn reset_breakers(&self, tenant: TenantId, installation: InstallationId) {
        self.inner.breakers.reset(tenant, installation);
    }

    /// Counts an answer that the app refused when it checked it.
    pub fn report_bad_answer(&self, caller: &Caller, point: Point) {
        self.inner.metrics.call(caller, point, "answer.refused", &CallReport::default());
        self.inner.breakers.bad_answer(caller.breaker(point));
    }

    /// As [`Self::prepare`], giving the module.
    pub(crate) async fn prepare_module(
        &self,
        digest: &Digest,
        bytes: Arc<[u8]>,
    ) -> Result<Arc<Module>, LoadError> {
        if let Some(module) = self.find_module(digest).await? {
            return Ok(module);
        }
        let _turn = self.inner.compiling.acquire().await.map_err(|e| LoadError::Internal(e.to_string()))?;
        // Another task may have compiled it while this one waited.
        if let Some(module) = self.find_module(digest).await? {
            return Ok(module);
        }
        let digest = digest.clone();
        self.blocking(move |inner| inner.compile(&digest, &bytes)).await?
    }

    /// As [`Self::prepare`], giving the component for the io engine, with which inspection runs.
    pub(crate) async fn compile_for_inspection(
        &self,
        digest: &Digest,
        bytes: Arc<[u8]>,
    ) -> Result<Component, InstallError> {
        // Before anything of the component is kept, the compiler alone judges it.
        let artefact = {
            let _turn = self.inner.compiling.acquire().await;
            let digest = digest.clone();
            let compiled = self.blocking(move |inner| inner.artefact(&digest, &bytes)).await;
            compiled.and_then(|artefact| artefact).map_err(|error| match error {
                LoadError::TooCostly { problem, .. } => InstallError::TooCostly(problem),
                error => InstallError::Invalid(error),
            })?
        };
        let invalid =
            |e: wasmtime::Error| LoadError::Invalid { digest: digest.clone(), problem: format!("{e:#}") };
        deserialize(&self.inner.engines.engine, &artefact).map_err(|e| InstallError::Invalid(invalid(e)))
    }

    /// Drops the compiled form of a component that was refused, unless it is in use: refusals must not fill the disk.
    pub(crate) fn forget_artefact(&self, digest: &Digest) {
        if !self.is_loaded(digest) {
            self.inner.artefacts.discard(digest, "its installation was refused");
        }
    }

    /// A module from memory or disk.
    async fn find_module(&self, digest: &Digest) -> Result<Option<Arc<Module>>, LoadError> {
        if let Some(module) = self.inner.modules.get(digest) {
            return Ok(Some(module));
        }
        let digest = digest.clone();
        self.blocking(move |inner| inner.load_artefact(&digest)).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, LoadError> {
        let inner = self.inner.clone();
        let work = tokio::task::spawn_blocking(move || work(&inner));
        work.await.map_err(|error| LoadError::Internal(error.to_string()))
    }
}

impl Inner {
    /// Refuses a withdrawn component.
    pub(crate) fn require_alive(&self, component: &Digest) -> Result<(), CallError> {
        let killed = self.killed.read().unwrap_or_else(PoisonError::into_inner);
        match killed.get(component) {
            Some(reason) => Err(CallError::Killed { reason: reason.clone() }),
            None => Ok(()),
        }
    }

    /// A module for a call: from memory, or from disk where memory had no room for it. Never compiles.
    pub(crate) fn module(&self, digest: &Digest) -> Result<Arc<Module>, CallError> {
        let found = self.modules.get(digest).or_else(|| self.load_artefact(digest));
        found.ok_or_else(|| CallError::NotLoaded { digest: digest.clone() })
    }

    fn load_artefact(&self, digest: &Digest) -> Option<Arc<Module>> {
        let artefact = self.artefacts.read(digest)?;
        match Module::load(&self.engines.engine, &self.linkers, &artefact) {
            Ok(module) => Some(self.keep(digest, module)),
            Err(error) => {
                self.artefacts.discard(digest, &format!("{error:#}"));
                None
            }
        }
    }

    fn compile(&self, digest: &Digest, bytes: &[u8]) -> Result<Arc<Module>, LoadError> {
        let artefact = self.artefact(digest, bytes)?;
        let module = Module::load(&self.engines.engine, &self.linkers, &artefact);
        let module =
            module.map_err(|e| LoadError::Invalid { digest: digest.clone(), problem: format!("{e:#}") })?;
        Ok(self.keep(digest, module))
    }

    /// The artefact of a component, from disk or compiled now and kept there.
    fn artefact(&self, digest: &Digest, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
        if let Some(artefact) = self.artefacts.read(digest) {
            return Ok(artefact);
        }
        if bytes.len() > COMPONENT_BYTES_MAX {
            let problem = format!("it has {} bytes, at most {COMPONENT_BYTES_MAX} are allowed", bytes.len());
            return Err(LoadError::Invalid { digest: digest.clone(), problem });
        }
        let found = Digest::of(bytes);
        if found != *digest {
            return Err(LoadError::WrongDigest { digest: digest.clone(), found });
        }
        let failed = |error: CompileError| {
            self.metrics.not_compiled(&error);
            let (digest, problem) = (digest.clone(), error.to_string());
            match error {
                CompileError::Invalid(_) => LoadError::Invalid { digest, problem },
                CompileError::TooCostly => LoadError::TooCostly { digest, problem },
                CompileError::Worker(_) => LoadError::Internal(problem),
            }
        };
        let start = Instant::now();
        let artefact = self.compiler.compile(&self.engines.engine, bytes).map_err(failed)?;
        let seconds = start.elapsed().as_secs_f64();
        self.metrics.compiled(seconds);
        info!(component = %digest, seconds, bytes = bytes.len(), "compiled component {digest}");
        if let Err(error) = self.artefacts.write(digest, &artefact) {
            warn!("cannot keep compiled component {digest}, it is compiled again after a restart: {error}");
        }
        Ok(artefact)
    }

    fn keep(&self, digest: &Digest, module: Module) -> Arc<Module> {
        let module = Arc::new(module);
        self.modules.insert(digest.clone(), module.clone());
        module
    }
}
