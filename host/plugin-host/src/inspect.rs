//! Looks at a component before it is installed: what it wants, whether it fits this host and its own manifest.
//! Names alone prove nothing about types, so one throw-away instance is made and every point loaded.

use crate::bindings::v0_1::exports::bodega::{
    actions, channel, events, exports, http, jobs, messaging, migration, payment, pricing, reports,
    validation,
};
use crate::calls_pure::new_store;
use crate::catalogue::{Class, Interface, Lookup, look_up, look_up_import};
use crate::error::LoadError;
use crate::host::PluginHost;
use crate::limits::{CallLimits, MEMORIES_MAX, MEMORY_BYTES_MAX, TABLE_ELEMENTS_MAX, TABLES_MAX};
use crate::outcome::{CallBounds, call_error};
use crate::point::Point;
use crate::state::{State, Work};
use bodega_domain::digest::Digest;
use bodega_package::Manifest;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre};

/// What the throw-away instance may use. It calls nothing; a component's start may not do much.
const PROBE_LIMITS: CallLimits = CallLimits {
    fuel_base: 100_000_000,
    fuel_per_item: 0,
    fuel_max: 100_000_000,
    memory_bytes: MEMORY_BYTES_MAX,
    wall: Duration::from_secs(5),
    host_calls: 0,
    host_bytes: 0,
    output_base: 64 << 10,
    output_per_item: 0,
    output_max: 64 << 10,
    log_bytes: 0,
};

/// What a component is, read from its binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Its digest.
    pub component: Digest,
    /// The points it exports.
    pub points: BTreeSet<Point>,
    /// All interfaces it imports, `package/interface@version`.
    pub imports: BTreeSet<String>,
    /// Those that are permissions, `package/interface`: what a merchant consents to.
    pub permissions: BTreeSet<String>,
}

/// Why a component cannot be installed; each says what to do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum InstallError {
    /// The manifest names a point of the future.
    #[error("this host has no extension point `{point}`: upgrade the host, or remove it from `points`")]
    UnknownPoint {
        /// Which.
        point: String,
    },
    /// It does not compile.
    #[error("the component is not valid, build it again with `bodega plugin build`: {0}")]
    Invalid(#[source] LoadError),
    /// The compiler was cut off: see [`crate::COMPILE_MEMORY_BYTES_MAX`].
    #[error("the component does not compile: {0}")]
    TooCostly(String),
    /// It imports something that is no business of a plugin.
    #[error(
        "the component imports `{import}`, which Bodega does not offer: remove what uses it \
         (a plugin has no WASI; `bodega plugin build` shows who pulls it in)"
    )]
    UnknownImport {
        /// Which.
        import: String,
    },
    /// It imports another version.
    #[error(
        "the component imports `{import}`, this host offers {offered}: upgrade the host or build with its SDK"
    )]
    OtherImportVersion {
        /// What it wants.
        import: String,
        /// What there is.
        offered: String,
    },
    /// It exports something else than points.
    #[error("the component exports `{export}`, which is no extension point: remove it")]
    UnknownExport {
        /// Which.
        export: String,
    },
    /// It exports a point in another version.
    #[error(
        "the component exports `{export}`, this host calls {called}: upgrade the host or build with its SDK"
    )]
    OtherExportVersion {
        /// What it has.
        export: String,
        /// What this host calls.
        called: String,
    },
    /// The manifest names a point that the component lacks.
    #[error(
        "the manifest names point `{point}`, which the component does not export: implement it or remove it"
    )]
    PointMissing {
        /// Which.
        point: Point,
    },
    /// The component has a point that the manifest does not name.
    #[error("the component exports point `{point}`, which the manifest does not name: add it to `points`")]
    PointUndeclared {
        /// Which.
        point: Point,
    },
    /// It needs more than an instance gets.
    #[error("the component needs {found} {what}, at most {limit} are allowed: link it into fewer modules")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much.
        found: u64,
        /// How much there may be.
        limit: u64,
    },
    /// Names fit, types do not.
    #[error("the component's types do not fit this host, build it again with the current SDK: {0}")]
    Types(String),
    /// Its start failed.
    #[error("the component does not start, it must do without the host until it is called: {0}")]
    Start(String),
}

impl InstallError {
    /// A stable code, for metrics and tests.
    pub fn code(&self) -> &'static str {
        match self {
            InstallError::UnknownPoint { .. } => "install.unknown_point",
            InstallError::TooCostly(_) => "install.too_costly",
            InstallError::Invalid(_) => "install.invalid",
            InstallError::UnknownImport { .. } => "install.unknown_import",
            InstallError::OtherImportVersion { .. } => "install.import_version",
            InstallError::UnknownExport { .. } => "install.unknown_export",
            InstallError::OtherExportVersion { .. } => "install.export_version",
            InstallError::PointMissing { .. } => "install.point_missing",
            InstallError::PointUndeclared { .. } => "install.point_undeclared",
            InstallError::TooLarge { .. } => "install.too_large",
            InstallError::Types(_) => "install.types",
            InstallError::Start(_) => "install.start",
        }
    }
}

impl PluginHost {
    /// Inspects a component against its manifest, and keeps its compiled form for the installation that follows.
    ///
    /// # Errors
    /// See [`InstallError`].
    pub async fn inspect(&self, bytes: Arc<[u8]>, manifest: &Manifest) -> Result<Inspection, InstallError> {
        let inspected = self.inspect_and_keep(bytes, manifest).await;
        if let Err(error) = &inspected {
            self.inner.metrics.refused(error);
        }
        inspected
    }

    async fn inspect_and_keep(
        &self,
        bytes: Arc<[u8]>,
        manifest: &Manifest,
    ) -> Result<Inspection, InstallError> {
        let declared = declared_points(manifest)?;
        let digest = Digest::of(&bytes);
        let component = self.compile_for_inspection(&digest, bytes).await?;
        let inspection = self.inspect_compiled(&digest, &component, &declared).await;
        if inspection.is_err() {
            self.forget_artefact(&digest);
        }
        inspection
    }

    async fn inspect_compiled(
        &self,
        digest: &Digest,
        component: &Component,
        declared: &BTreeSet<Point>,
    ) -> Result<Inspection, InstallError> {
        let engine = &self.inner.engines.engine;
        let (imports, permissions) = check_imports(component, engine)?;
        let points = check_exports(component, engine, declared)?;
        check_resources(component)?;
        let pre = self.inner.linkers.full.instantiate_pre(component);
        self.probe(&pre.map_err(|error| InstallError::Types(format!("{error:#}")))?, &points).await?;
        Ok(Inspection { component: digest.clone(), points, imports, permissions })
    }

    async fn probe(&self, pre: &InstancePre<State>, points: &BTreeSet<Point>) -> Result<(), InstallError> {
        let limits = &PROBE_LIMITS;
        let _slot = self.inner.probe_slots.acquire().await;
        let bounds = CallBounds::of(limits, 0);
        let mut store = new_store(&self.inner.engines.engine, Work::Probe, &bounds);
        store.epoch_deadline_async_yield_and_update(1);
        store.set_epoch_deadline(1);
        let instance = match tokio::time::timeout(limits.wall, pre.instantiate_async(&mut store)).await {
            Ok(Ok(instance)) => instance,
            Ok(Err(error)) => return Err(InstallError::Start(call_error(&error, &bounds).to_string())),
            Err(_) => return Err(InstallError::Start(format!("it takes longer than {:?}", limits.wall))),
        };
        for point in points {
            macro_rules! probe {
                ($package:ident :: $interface:ident) => {
                    $package::$interface::GuestIndices::new(pre)
                        .and_then(|indices| indices.load(&mut store, &instance).map(drop))
                };
            }
            let loaded = match point {
                Point::PricingCompile => probe!(pricing::compile),
                Point::PricingPrice => probe!(pricing::price),
                Point::ValidationCheck => probe!(validation::check),
                Point::MigrationRun => probe!(migration::run),
                Point::EventsHandle => probe!(events::handle),
                Point::JobsRun => probe!(jobs::run),
                Point::HttpHandle => probe!(http::handle),
                Point::ActionsRun => probe!(actions::run),
                Point::ReportsRun => probe!(reports::run),
                Point::PaymentCharge => probe!(payment::charge),
                Point::PaymentCancel => probe!(payment::cancel),
                Point::PaymentRefund => probe!(payment::refund),
                Point::MessagingSend => probe!(messaging::send),
                Point::ExportsRun => probe!(exports::run),
                Point::ChannelPush => probe!(channel::push),
            };
            loaded.map_err(|error| InstallError::Types(format!("{point}: {error:#}")))?;
        }
        Ok(())
    }
}

fn declared_points(manifest: &Manifest) -> Result<BTreeSet<Point>, InstallError> {
    let parse =
        |point: &String| Point::parse(point).ok_or(InstallError::UnknownPoint { point: point.clone() });
    manifest.points.iter().map(parse).collect()
}

type Names = BTreeSet<String>;

fn check_imports(component: &Component, engine: &Engine) -> Result<(Names, Names), InstallError> {
    let (mut imports, mut permissions) = (Names::new(), Names::new());
    for (name, item) in component.component_type().imports(engine) {
        let import = name.to_owned();
        match look_up_import(name, &item.ty, engine) {
            Lookup::Known(interface) => {
                match interface.class {
                    Class::Pure | Class::Io => _ = permissions.insert(interface.name.to_owned()),
                    Class::Types => {}
                    Class::Export => return Err(InstallError::UnknownImport { import }),
                }
                imports.insert(import);
            }
            Lookup::Newer(i) | Lookup::OtherVersion(i) => {
                return Err(InstallError::OtherImportVersion { import, offered: offered(i) });
            }
            Lookup::Unknown => return Err(InstallError::UnknownImport { import }),
        }
    }
    Ok((imports, permissions))
}

fn check_exports(
    component: &Component,
    engine: &Engine,
    declared: &BTreeSet<Point>,
) -> Result<BTreeSet<Point>, InstallError> {
    let mut points = BTreeSet::new();
    for (name, _) in component.component_type().exports(engine) {
        let export = name.to_owned();
        if let Lookup::OtherVersion(i) = look_up(name)
            && i.class == Class::Export
        {
            return Err(InstallError::OtherExportVersion { export, called: offered(i) });
        }
        let point = Point::of_export(name);
        points.insert(point.ok_or(InstallError::UnknownExport { export })?);
    }
    if let Some(&point) = declared.difference(&points).next() {
        return Err(InstallError::PointMissing { point });
    }
    match points.difference(declared).next() {
        Some(&point) => Err(InstallError::PointUndeclared { point }),
        None => Ok(points),
    }
}

fn check_resources(component: &Component) -> Result<(), InstallError> {
    let Some(needs) = component.resources_required() else {
        return Err(InstallError::Types("it imports modules, which no host can give".to_owned()));
    };
    let checks = [
        ("memories", u64::from(needs.num_memories), MEMORIES_MAX as u64),
        ("tables", u64::from(needs.num_tables), TABLES_MAX as u64),
        ("table elements", needs.max_initial_table_size.unwrap_or(0), TABLE_ELEMENTS_MAX as u64),
        ("bytes of initial memory", needs.max_initial_memory_size.unwrap_or(0), MEMORY_BYTES_MAX as u64),
    ];
    match checks.into_iter().find(|(_, found, limit)| found > limit) {
        Some((what, found, limit)) => Err(InstallError::TooLarge { what, found, limit }),
        None => Ok(()),
    }
}

fn offered(interface: &Interface) -> String {
    format!("version {}", interface.version)
}
