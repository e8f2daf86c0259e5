//! Components ready to be instantiated, by digest: linked once, with the places of their points looked up.

use crate::bindings::v0_1::exports::bodega::{
    actions, channel, events, exports, http, jobs, messaging, migration, payment, pricing, reports,
    validation,
};
use crate::catalogue::{Class, Lookup, look_up, look_up_import};
use crate::linkers::Linkers;
use crate::point::Point;
use crate::state::State;
use std::collections::BTreeSet;
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre};

/// A component that can be called.
pub(crate) struct Module {
    pub(crate) pure: Option<PureModule>,
    pub(crate) io: Option<IoModule>,
    /// What it takes in memory, about: its machine code, which both kinds of points share.
    pub(crate) bytes: usize,
}

/// Its pure points.
pub(crate) struct PureModule {
    pub(crate) pre: InstancePre<State>,
    pub(crate) compile: Option<pricing::compile::GuestIndices>,
    pub(crate) price: Option<pricing::price::GuestIndices>,
    pub(crate) check: Option<validation::check::GuestIndices>,
    pub(crate) migrate: Option<migration::run::GuestIndices>,
}

/// Its effectful points.
pub(crate) struct IoModule {
    pub(crate) pre: InstancePre<State>,
    pub(crate) event: Option<events::handle::GuestIndices>,
    pub(crate) job: Option<jobs::run::GuestIndices>,
    pub(crate) http: Option<http::handle::GuestIndices>,
    pub(crate) action: Option<actions::run::GuestIndices>,
    pub(crate) report: Option<reports::run::GuestIndices>,
    pub(crate) charge: Option<payment::charge::GuestIndices>,
    pub(crate) cancel: Option<payment::cancel::GuestIndices>,
    pub(crate) refund: Option<payment::refund::GuestIndices>,
    pub(crate) message: Option<messaging::send::GuestIndices>,
    pub(crate) export: Option<exports::run::GuestIndices>,
    pub(crate) push: Option<channel::push::GuestIndices>,
}

impl Module {
    /// Loads machine code that the artefact store vouched for.
    pub(crate) fn load(engine: &Engine, linkers: &Linkers, artefact: &[u8]) -> wasmtime::Result<Self> {
        let component = deserialize(engine, artefact)?;
        check_imports(&component, engine)?;
        let has = |kind: fn(Point) -> bool| points(&component, engine).any(kind);
        let pure = has(Point::is_pure).then(|| PureModule::link(linkers, &component)).transpose()?;
        let io = has(|point| !point.is_pure()).then(|| IoModule::link(linkers, &component)).transpose()?;
        Ok(Module { pure, io, bytes: artefact.len() })
    }
}

impl Module {
    /// The interfaces it imports that are permissions.
    pub(crate) fn permissions(&self, engine: &Engine) -> BTreeSet<String> {
        let pre = self.pure.as_ref().map(|pure| &pure.pre).or(self.io.as_ref().map(|io| &io.pre));
        let names = |pre: &InstancePre<State>| -> Vec<String> {
            let imports = pre.component().component_type();
            imports.imports(engine).map(|(name, _)| name.to_owned()).collect()
        };
        let known = pre.map(names).unwrap_or_default().into_iter().filter_map(|name| match look_up(&name) {
            Lookup::Known(i) | Lookup::Newer(i) if i.class != Class::Types => Some(i.name.to_owned()),
            _ => None,
        });
        known.collect()
    }
}

impl PureModule {
    fn link(linkers: &Linkers, component: &Component) -> wasmtime::Result<Self> {
        let pre = linkers.pure.instantiate_pre(component)?;
        Ok(PureModule {
            compile: pricing::compile::GuestIndices::new(&pre).ok(),
            price: pricing::price::GuestIndices::new(&pre).ok(),
            check: validation::check::GuestIndices::new(&pre).ok(),
            migrate: migration::run::GuestIndices::new(&pre).ok(),
            pre,
        })
    }
}

impl IoModule {
    fn link(linkers: &Linkers, component: &Component) -> wasmtime::Result<Self> {
        let pre = linkers.io.instantiate_pre(component)?;
        Ok(IoModule {
            event: events::handle::GuestIndices::new(&pre).ok(),
            job: jobs::run::GuestIndices::new(&pre).ok(),
            http: http::handle::GuestIndices::new(&pre).ok(),
            action: actions::run::GuestIndices::new(&pre).ok(),
            report: reports::run::GuestIndices::new(&pre).ok(),
            charge: payment::charge::GuestIndices::new(&pre).ok(),
            cancel: payment::cancel::GuestIndices::new(&pre).ok(),
            refund: payment::refund::GuestIndices::new(&pre).ok(),
            message: messaging::send::GuestIndices::new(&pre).ok(),
            export: exports::run::GuestIndices::new(&pre).ok(),
            push: channel::push::GuestIndices::new(&pre).ok(),
            pre,
        })
    }
}

/// The points that a component exports, by name.
fn points(component: &Component, engine: &Engine) -> impl Iterator<Item = Point> {
    let ty = component.component_type();
    let found: Vec<Point> = ty.exports(engine).filter_map(|(name, _)| Point::of_export(name)).collect();
    found.into_iter()
}

/// Machine code to a component.
#[allow(unsafe_code)]
pub(crate) fn deserialize(engine: &Engine, artefact: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: the bytes come from this process's compiler, or from a file whose MAC was checked with a key that only
    // this host has (`Artefacts::read`); they are copied into memory of our own, so the file may change afterwards.
    unsafe { Component::deserialize(engine, artefact) }
}

/// Known imports only, also for a component that was installed when the host knew more or less.
fn check_imports(component: &Component, engine: &Engine) -> wasmtime::Result<()> {
    for (name, item) in component.component_type().imports(engine) {
        match look_up_import(name, &item.ty, engine) {
            Lookup::Known(interface) if interface.class != Class::Export => {}
            _ => wasmtime::bail!("it imports `{name}`, which this host does not offer"),
        }
    }
    Ok(())
}
