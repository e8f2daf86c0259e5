//! Calls of pure points: synchronous, on the caller's thread, a fresh instance each.

use crate::bindings::v0_1::exports::bodega::pricing::price;
use crate::call::{
    CallReport, Called, Caller, CheckCall, Checked, CompileCall, Compiled, MigrateCall, Migrated, PriceCall,
    Priced,
};
use crate::convert::v0_1 as convert;
use crate::engine::ticks;
use crate::error::{CallError, Refusal};
use crate::host::{Inner, PluginHost};
use crate::limits::{CallLimits, HANDLES_MAX};
use crate::modules::PureModule;
use crate::outcome::{CallBounds, call_error};
use crate::point::Point;
use crate::state::{Meter, State, Work};
use bodega_domain::digest::Digest;
use bodega_domain::pricing::Answer;
use bodega_domain::validation::Objection;
use std::time::Instant;
use tracing::{Span, field, info_span};
use wasmtime::{Engine, Store};

/// What a guest answered: a trap, nothing because it does not export the point, its refusal, or the answer.
type Ran<T> = wasmtime::Result<Option<Result<T, Refusal>>>;

/// Bytes of a snapshot that count as one item of the input, as a basket's line does: many rules take longer to read.
const SNAPSHOT_ITEM_BYTES: usize = 4 << 10;

/// Bytes of documents that count as one item of a migration's batch, as a document does.
const DOCUMENT_ITEM_BYTES: usize = 4 << 10;

/// What a guest's function gave: lifted, and refused or not.
type Answered<T> = wasmtime::Result<Result<T, Refusal>>;

impl PluginHost {
    /// Asks a plugin for its discounts of one basket. Takes about 0.1 ms and never waits for anything but a slot, so
    /// it may run on an async worker; `block_in_place` is kinder where many run.
    pub fn price(&self, call: &PriceCall) -> Priced {
        let (items, work) = (price_items(call), Work::Price(call.input.clone()));
        self.inner.pure_call(&call.caller, Point::PricingPrice, &call.limits, items, work, run_price(call))
    }

    /// As [`Self::price`], to prove what was answered before: a withdrawn component answers too, and neither breaker
    /// nor metrics hear of it.
    pub fn price_again(&self, call: &PriceCall) -> Priced {
        let mut report = CallReport::default();
        let work = Work::Price(call.input.clone());
        let bounds = CallBounds::of(&call.limits, price_items(call));
        let result = self.inner.pure_run(&call.caller.component, &bounds, work, run_price(call), &mut report);
        Called { result, report }
    }

    /// Asks a plugin whether a sale may be. As quick as [`Self::price`].
    pub fn check(&self, call: &CheckCall) -> Checked {
        let items = check_items(call);
        let work = Work::Check(call.input.clone(), call.totals.clone());
        self.inner.pure_call(&call.caller, Point::ValidationCheck, &call.limits, items, work, run_check(call))
    }

    /// As [`Self::check`], to prove a verdict, in the way of [`Self::price_again`].
    pub fn check_again(&self, call: &CheckCall) -> Checked {
        let mut report = CallReport::default();
        let work = Work::Check(call.input.clone(), call.totals.clone());
        let bounds = CallBounds::of(&call.limits, check_items(call));
        let result = self.inner.pure_run(&call.caller.component, &bounds, work, run_check(call), &mut report);
        Called { result, report }
    }

    /// Turns settings and documents into a snapshot. Takes up to seconds: run it in `spawn_blocking`.
    pub fn compile(&self, call: CompileCall) -> Called<Compiled> {
        let items = call.documents.values().map(Vec::len).sum();
        let work = Work::Compile { settings: call.settings, documents: call.documents };
        self.inner.pure_call(
            &call.caller,
            Point::PricingCompile,
            &call.limits,
            items,
            work,
            |module, store| {
                let Some(point) = &module.compile else { return Ok(None) };
                let instance = module.pre.instantiate(&mut *store)?;
                let compiled = point.load(&mut *store, &instance)?.call_compile(&mut *store)?;
                Ok(Some(compiled.map(convert::compiled).map_err(convert::refusal)))
            },
        )
    }

    /// Asks a version what becomes of documents of the one in use. Takes up to seconds: run it in `spawn_blocking`. An
    /// answer of another length than the batch is an error.
    pub fn migrate(&self, call: MigrateCall) -> Migrated {
        let bytes: usize = call.documents.iter().map(|document| document.body.len()).sum();
        let (count, items) = (call.documents.len(), call.documents.len() + bytes / DOCUMENT_ITEM_BYTES);
        let documents: Vec<_> = call.documents.iter().map(convert::document).collect();
        let called = self.inner.pure_call(
            &call.caller,
            Point::MigrationRun,
            &call.limits,
            items,
            Work::Migrate,
            |module, store| {
                let Some(point) = &module.migrate else { return Ok(None) };
                let instance = module.pre.instantiate(&mut *store)?;
                let guest = point.load(&mut *store, &instance)?;
                let outcomes = guest.call_run(&mut *store, &call.version, &documents)?;
                let outcomes = outcomes.map(|all| all.into_iter().map(convert::outcome).collect::<Vec<_>>());
                Ok(Some(outcomes.map_err(convert::refusal)))
            },
        );
        let result = called.result.and_then(|outcomes| match outcomes.len() == count {
            true => Ok(outcomes),
            false => {
                let message = format!("it gave {} outcomes for {count} documents", outcomes.len());
                Err(CallError::Refused(Refusal::Other(message)))
            }
        });
        Called { result, report: called.report }
    }
}

impl Inner {
    fn pure_call<T>(
        &self,
        caller: &Caller,
        point: Point,
        limits: &CallLimits,
        items: usize,
        work: Work,
        run: impl FnOnce(&PureModule, &mut Store<State>) -> Ran<T>,
    ) -> Called<T> {
        let span = call_span(caller, point);
        let _entered = span.enter();
        let mut report = CallReport::default();
        let bounds = CallBounds::of(limits, items);
        let result = self.guarded(caller, point, || {
            self.require_alive(&caller.component)?;
            self.pure_run(&caller.component, &bounds, work, run, &mut report)
        });
        self.record(caller, point, &span, &result, &report);
        Called { result, report }
    }

    /// A call on a fresh instance, within its bounds.
    fn pure_run<T>(
        &self,
        component: &Digest,
        bounds: &CallBounds<'_>,
        work: Work,
        run: impl FnOnce(&PureModule, &mut Store<State>) -> Ran<T>,
        report: &mut CallReport,
    ) -> Result<T, CallError> {
        let _slot = self.pure_gate.pass(bounds.limits.wall)?;
        let module = self.module(component)?;
        let module = module.pure.as_ref().ok_or(CallError::NotExported)?;
        let start = Instant::now();
        let mut store = new_store(&self.engines.engine, work, bounds);
        store.set_epoch_deadline(ticks(bounds.limits.wall));
        let outcome: Option<Answered<T>> = run(module, &mut store).transpose();
        *report = read_report(&store, bounds, start);
        settle(outcome.ok_or(CallError::NotExported)?, bounds)
    }

    /// Makes a call that the breaker permits, and tells it what came of it.
    fn guarded<T>(
        &self,
        caller: &Caller,
        point: Point,
        call: impl FnOnce() -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let key = caller.breaker(point);
        let admission = self.breakers.admit(key).map_err(|until| CallError::Unavailable { until })?;
        let result = call();
        admission.settle(result.as_ref().err());
        result
    }

    /// Span and metrics of a finished call.
    pub(crate) fn record<T>(
        &self,
        caller: &Caller,
        point: Point,
        span: &Span,
        result: &Result<T, CallError>,
        report: &CallReport,
    ) {
        let verdict = result.as_ref().err().map_or("ok", CallError::code);
        span.record("verdict", verdict);
        span.record("fuel", report.fuel);
        span.record("peak_memory", report.peak_memory);
        self.metrics.call(caller, point, verdict, report);
    }
}

/// Lines and snapshot as items of the input.
fn price_items(call: &PriceCall) -> usize {
    call.input.lines() + call.snapshot.len() / SNAPSHOT_ITEM_BYTES
}

fn run_price(call: &PriceCall) -> impl FnOnce(&PureModule, &mut Store<State>) -> Ran<Answer> {
    |module, store| {
        let Some(point) = &module.price else { return Ok(None) };
        let instance = module.pre.instantiate(&mut *store)?;
        let guest: price::Guest = point.load(&mut *store, &instance)?;
        let answer = guest.call_price(&mut *store, &call.snapshot)?;
        Ok(Some(answer.map(convert::answer).map_err(convert::refusal)))
    }
}

/// As [`price_items`].
fn check_items(call: &CheckCall) -> usize {
    call.input.lines() + call.snapshot.len() / SNAPSHOT_ITEM_BYTES
}

fn run_check(call: &CheckCall) -> impl FnOnce(&PureModule, &mut Store<State>) -> Ran<Vec<Objection>> {
    |module, store| {
        let Some(point) = &module.check else { return Ok(None) };
        let instance = module.pre.instantiate(&mut *store)?;
        let objections = point.load(&mut *store, &instance)?.call_check(&mut *store, &call.snapshot)?;
        let objections = objections.map(|all| all.into_iter().map(convert::objection).collect());
        Ok(Some(objections.map_err(convert::refusal)))
    }
}

/// The span of a call.
pub(crate) fn call_span(caller: &Caller, point: Point) -> Span {
    info_span!(
        "plugin.call",
        tenant = %caller.tenant,
        installation = %caller.installation,
        plugin = %caller.plugin,
        component = %caller.component,
        point = point.as_str(),
        verdict = field::Empty,
        fuel = field::Empty,
        peak_memory = field::Empty,
    )
}

/// A store with everything bounded but the deadline, which pure and waiting calls keep differently.
pub(crate) fn new_store(engine: &Engine, work: Work, bounds: &CallBounds<'_>) -> Store<State> {
    let mut store = Store::new(engine, State { meter: Meter::new(*bounds.limits), work });
    store.limiter(|state| &mut state.meter);
    // Cannot fail: the engine counts fuel. Were it to, the store would start with none.
    let _ = store.set_fuel(bounds.fuel);
    store.set_hostcall_fuel(bounds.output);
    store.set_max_component_handles(HANDLES_MAX);
    store
}

/// What a call used.
pub(crate) fn read_report(store: &Store<State>, bounds: &CallBounds<'_>, start: Instant) -> CallReport {
    let meter = &store.data().meter;
    CallReport {
        fuel: bounds.fuel - store.get_fuel().unwrap_or(0).min(bounds.fuel),
        peak_memory: meter.peak_memory,
        host_calls: meter.host_calls,
        wall: start.elapsed(),
    }
}

/// A guest's outcome in this host's words.
pub(crate) fn settle<T>(outcome: Answered<T>, bounds: &CallBounds<'_>) -> Result<T, CallError> {
    match outcome {
        Ok(answer) => answer.map_err(CallError::Refused),
        Err(error) => Err(call_error(&error, bounds)),
    }
}
