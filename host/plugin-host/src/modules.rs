//! Components ready to be instantiated, by digest: linked once, with the places of their points looked up.

use crate::bindings::v0_1::exports::bodega::{events::handle, pricing::compile, pricing::price};
use crate::catalogue::{Class, Lookup, look_up_import};
use crate::engine::Engines;
use crate::linkers::Linkers;
use crate::state::State;
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre};

/// A component that can be called.
pub(crate) struct Module {
    pub(crate) pure: Option<PureModule>,
    pub(crate) io: Option<IoModule>,
    /// What it takes in memory, about: machine code for each engine.
    pub(crate) bytes: usize,
}

/// Its pure points.
pub(crate) struct PureModule {
    pub(crate) pre: InstancePre<State>,
    pub(crate) compile: Option<compile::GuestIndices>,
    pub(crate) price: Option<price::GuestIndices>,
}

/// Its effectful points.
pub(crate) struct IoModule {
    pub(crate) pre: InstancePre<State>,
    pub(crate) handle: Option<handle::GuestIndices>,
}

impl Module {
    /// Loads machine code that the artefact store vouched for.
    pub(crate) fn load(engines: &Engines, linkers: &Linkers, artefact: &[u8]) -> wasmtime::Result<Self> {
        let component = deserialize(&engines.pure, artefact)?;
        check_imports(&component, &engines.pure)?;
        let pre = linkers.pure.instantiate_pre(&component)?;
        let pure = PureModule {
            compile: compile::GuestIndices::new(&pre).ok(),
            price: price::GuestIndices::new(&pre).ok(),
            pre,
        };
        let has_io = handle::GuestIndices::new(&pure.pre).is_ok();
        let pure = (pure.compile.is_some() || pure.price.is_some()).then_some(pure);
        let io = if has_io { Some(Self::load_io(engines, linkers, artefact)?) } else { None };
        let copies = usize::from(pure.is_some()) + usize::from(io.is_some());
        Ok(Module { pure, io, bytes: artefact.len() * copies.max(1) })
    }

    fn load_io(engines: &Engines, linkers: &Linkers, artefact: &[u8]) -> wasmtime::Result<IoModule> {
        let pre = linkers.io.instantiate_pre(&deserialize(&engines.io, artefact)?)?;
        Ok(IoModule { handle: handle::GuestIndices::new(&pre).ok(), pre })
    }
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
