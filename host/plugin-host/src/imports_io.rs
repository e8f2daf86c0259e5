//! What effectful points may read and record: `bindgen!`'s traits over the app's ports. Every call is counted, and
//! so are the bytes it moves.

mod data;
mod effects;
mod files;
mod occasion;
mod offers;
mod orders;
mod outside;
mod payment_port;

use crate::bindings::v0_1::bodega::{
    actions, channel, data as reads, exports, host, http, jobs, messaging, payment, reports,
};
use crate::limits::EFFECTS_MAX;
use crate::occasion::Occasion;
use crate::ports::{PortError, Ports};
use crate::state::{Breach, Invocation, State, Work};
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker};

/// Defines every interface of the class into a linker.
pub(crate) fn define(linker: &mut Linker<State>) -> Result<()> {
    type Me = HasSelf<State>;
    reads::event::add_to_linker::<_, Me>(linker, |s| s)?;
    jobs::run_info::add_to_linker::<_, Me>(linker, |s| s)?;
    http::incoming::add_to_linker::<_, Me>(linker, |s| s)?;
    actions::press::add_to_linker::<_, Me>(linker, |s| s)?;
    reports::query::add_to_linker::<_, Me>(linker, |s| s)?;
    payment::request::add_to_linker::<_, Me>(linker, |s| s)?;
    payment::payment_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    messaging::outgoing::add_to_linker::<_, Me>(linker, |s| s)?;
    messaging::receipt_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    exports::request::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::sales::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::catalog::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::prices::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::stock::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::org::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::aggregates::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::members::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::ledger::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::ledger_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::member_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::stock_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::message_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::event_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::orders::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::order_recipients::add_to_linker::<_, Me>(linker, |s| s)?;
    reads::order_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    channel::changes::add_to_linker::<_, Me>(linker, |s| s)?;
    host::log::add_to_linker::<_, Me>(linker, |s| s)?;
    host::settings::add_to_linker::<_, Me>(linker, |s| s)?;
    host::clock::add_to_linker::<_, Me>(linker, |s| s)?;
    host::random::add_to_linker::<_, Me>(linker, |s| s)?;
    host::egress::add_to_linker::<_, Me>(linker, |s| s)?;
    host::crypto::add_to_linker::<_, Me>(linker, |s| s)?;
    host::collections::add_to_linker::<_, Me>(linker, |s| s)?;
    host::collection_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    host::files::add_to_linker::<_, Me>(linker, |s| s)?;
    host::file_effects::add_to_linker::<_, Me>(linker, |s| s)?;
    host::document_effects::add_to_linker::<_, Me>(linker, |s| s)
}

impl State {
    /// Counts a call of `function` with `bytes` of arguments and gives the invocation it belongs to.
    fn enter(&mut self, function: &'static str, bytes: usize) -> Result<&mut Invocation> {
        self.meter.call()?;
        self.meter.bytes(bytes)?;
        match &mut self.work {
            Work::Invoke(work) => Ok(work),
            _ => Err(denied(function)),
        }
    }

    /// As [`Self::enter`], for a read.
    fn ports(&mut self, function: &'static str, bytes: usize) -> Result<Arc<dyn Ports>> {
        Ok(self.enter(function, bytes)?.ports.clone())
    }

    /// As [`Self::enter`], for something recorded. Reports and payments record nothing.
    fn record(&mut self, function: &'static str, bytes: usize, count: usize) -> Result<&mut Invocation> {
        let work = self.enter(function, bytes)?;
        if matches!(work.occasion, Occasion::Report(_) | Occasion::Payment(_)) {
            return Err(denied(function));
        }
        if work.effects.len() + count > EFFECTS_MAX { Err(Breach::Effects.into()) } else { Ok(work) }
    }

    /// Counts what goes back to the guest.
    fn give<T>(&mut self, value: T, bytes: usize) -> Result<T> {
        self.meter.bytes(bytes)?;
        Ok(value)
    }
}

fn denied(function: &'static str) -> wasmtime::Error {
    Breach::NotPermitted(function.to_owned()).into()
}

fn port<T>(result: std::result::Result<T, PortError>) -> Result<T> {
    result.map_err(|error| Breach::Port(error).into())
}
