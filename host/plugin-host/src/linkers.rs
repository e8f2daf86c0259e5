//! Three linkers over one kind of store: for pure points, for effectful ones, and the full one that types are checked
//! against. A component may export points of both kinds; what its other half imports is stubbed, function by function,
//! to fail when called. Nothing unknown is ever linked.

use crate::catalogue::{Class, INTERFACES};
use crate::state::{Breach, State};
use crate::{imports_io, imports_pure};
use wasmtime::Engine;
use wasmtime::component::Linker;

pub(crate) struct Linkers {
    /// Serves pure interfaces.
    pub(crate) pure: Linker<State>,
    /// Serves effectful interfaces.
    pub(crate) io: Linker<State>,
    /// Serves all; at install only.
    pub(crate) full: Linker<State>,
}

impl Linkers {
    pub(crate) fn new(engine: &Engine) -> wasmtime::Result<Self> {
        let mut pure = Linker::new(engine);
        imports_pure::define(&mut pure)?;
        stub(&mut pure, Class::Io)?;

        let mut io = Linker::new(engine);
        imports_io::define(&mut io)?;
        stub(&mut io, Class::Pure)?;

        Ok(Linkers { pure, io, full: full(engine)? })
    }
}

fn full(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    imports_pure::define(&mut linker)?;
    imports_io::define(&mut linker)?;
    Ok(linker)
}

fn stub(linker: &mut Linker<State>, class: Class) -> wasmtime::Result<()> {
    for interface in INTERFACES.iter().filter(|i| i.class == class) {
        let mut instance = linker.instance(&interface.full_name())?;
        for function in interface.functions {
            let name = format!("{}.{function}", interface.name);
            instance.func_new(function, move |_, _, _, _| Err(Breach::NotPermitted(name.clone()).into()))?;
        }
    }
    Ok(())
}
