//! Calls of effectful points: asynchronous, a fresh instance each. What they record is handed to the app to commit.

use crate::call::{CallReport, EventCall, Handled};
use crate::calls_pure::{call_span, new_store, read_report, settle};
use crate::convert::v0_1 as convert;
use crate::effects::Effects;
use crate::error::CallError;
use crate::host::{Inner, PluginHost};
use crate::outcome::{CallBounds, deadline};
use crate::point::Point;
use crate::state::{EventWork, LogSink, State, Work};
use std::time::Instant;
use tracing::Instrument;
use wasmtime::Store;

/// Bytes of an event's payload that count as one item of the input.
const ITEM_BYTES: usize = 1 << 10;

impl PluginHost {
    /// Lets a plugin handle an event. Nothing is written: the effects come back for the app to check and commit.
    pub async fn handle_event(&self, call: EventCall) -> Handled {
        let span = call_span(&call.caller, Point::EventsHandle);
        let caller = call.caller.clone();
        let mut report = CallReport::default();
        let result = self.inner.handle(call, &mut report).instrument(span.clone()).await;
        self.inner.record(&caller, Point::EventsHandle, &span, &result, &report);
        Handled { result, report }
    }
}

impl Inner {
    async fn handle(&self, call: EventCall, report: &mut CallReport) -> Result<Effects, CallError> {
        let caller = call.caller.clone();
        let key = (caller.tenant, caller.installation, Point::EventsHandle);
        let admission = self.breakers.admit(key).map_err(|until| CallError::Unavailable { until })?;
        let result = self.handle_admitted(call, report).await;
        admission.settle(result.as_ref().err());
        result
    }

    async fn handle_admitted(&self, call: EventCall, report: &mut CallReport) -> Result<Effects, CallError> {
        let _tenant_slot = self.tenant_gate.pass(call.caller.tenant)?;
        let _slot = self.io_slots.acquire().await.map_err(|e| CallError::Internal(e.to_string()))?;
        let module = self.module(&call.caller.component)?;
        let module = module.io.as_ref().ok_or(CallError::NotExported)?;
        let point = module.handle.as_ref().ok_or(CallError::NotExported)?;

        let limits = call.limits;
        let items = call.event.payload.len() / ITEM_BYTES;
        let bounds = CallBounds { limits: &limits, fuel: limits.fuel(items), output: limits.output(items) };
        let start = Instant::now();
        let mut store = new_store(&self.engines.io, work(call), &bounds);
        // Lets other tasks run at every tick; the timeout around the call is its deadline.
        store.epoch_deadline_async_yield_and_update(1);
        store.set_epoch_deadline(1);

        let run = async {
            let instance = module.pre.instantiate_async(&mut store).await?;
            point.load(&mut store, &instance)?.call_handle(&mut store).await
        };
        let outcome = tokio::time::timeout(limits.wall, run).await;
        *report = read_report(&store, &bounds, start);
        let Ok(outcome) = outcome else { return Err(deadline(&limits)) };
        settle(outcome.map(|answer| answer.map_err(convert::failure)), &bounds)?;
        Ok(take_effects(store))
    }
}

fn work(call: EventCall) -> Work {
    let log = LogSink { bytes_left: call.limits.log_bytes, is_cut: false };
    Work::Handle(Box::new(EventWork {
        event: call.event,
        settings: call.settings,
        ports: call.ports,
        effects: Effects::default(),
        log,
    }))
}

fn take_effects(store: Store<State>) -> Effects {
    match store.into_data().work {
        Work::Handle(work) => work.effects,
        _ => Effects::default(),
    }
}
