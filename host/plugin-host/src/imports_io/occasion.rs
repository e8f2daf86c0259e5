//! What an invocation is about: its event, run, request, press or query. Each answers in its own point only.

use super::denied;
use crate::bindings::v0_1::bodega::{actions, data, exports, http, jobs, messaging, reports};
use crate::convert::occasion_v0_1 as convert;
use crate::input::Weigh;
use crate::occasion::Occasion;
use crate::state::State;
use wasmtime::Result;

/// The body of `current` of one kind of occasion.
macro_rules! current {
    ($state:ident, $function:literal, $kind:ident, $convert:path) => {{
        let Occasion::$kind(about) = &$state.enter($function, 0)?.occasion else {
            return Err(denied($function));
        };
        let about = $convert(about);
        let bytes = about.weigh();
        $state.give(about, bytes)
    }};
}

impl data::event::Host for State {
    async fn current(&mut self) -> Result<data::event::Envelope> {
        current!(self, "bodega:data/event.current", Event, convert::envelope)
    }
}

impl jobs::run_info::Host for State {
    fn current(&mut self) -> Result<jobs::run_info::Details> {
        current!(self, "bodega:jobs/run-info.current", Job, convert::job_run)
    }
}

impl http::incoming::Host for State {
    fn current(&mut self) -> Result<http::incoming::Head> {
        current!(self, "bodega:http/incoming.current", Http, convert::http_head)
    }

    fn body(&mut self, offset: u32, max: u32) -> Result<Vec<u8>> {
        const FUNCTION: &str = "bodega:http/incoming.body";
        let Occasion::Http(request) = &self.enter(FUNCTION, 0)?.occasion else {
            return Err(denied(FUNCTION));
        };
        let piece: Vec<u8> = request.body.iter().skip(offset as usize).take(max as usize).copied().collect();
        let bytes = piece.len();
        self.give(piece, bytes)
    }
}

impl actions::press::Host for State {
    fn current(&mut self) -> Result<actions::press::Details> {
        current!(self, "bodega:actions/press.current", Action, convert::action_press)
    }
}

impl messaging::outgoing::Host for State {
    fn current(&mut self) -> Result<messaging::outgoing::Details> {
        current!(self, "bodega:messaging/outgoing.current", Message, convert::outgoing)
    }
}

impl exports::request::Host for State {
    fn current(&mut self) -> Result<exports::request::Details> {
        current!(self, "bodega:exports/request.current", Export, convert::export_request)
    }
}

impl reports::query::Host for State {
    fn current(&mut self) -> Result<reports::query::Details> {
        current!(self, "bodega:reports/query.current", Report, convert::report_query)
    }
}
