//! Calls of effectful points: asynchronous, a fresh instance each. What they record is handed to the app to commit.

use crate::call::{CallReport, InvokeCall, InvokeReport, Invoked};
use crate::calls_pure::{call_span, new_store, read_report, settle};
use crate::convert::{occasion_v0_1 as convert, orders_v0_1 as orders, payment_v0_1 as payment, v0_1};
use crate::effects::Effects;
use crate::error::{CallError, Refusal};
use crate::host::{Inner, PluginHost};
use crate::modules::IoModule;
use crate::occasion::Reply;
use crate::outcome::{CallBounds, deadline};
use crate::point::Point;
use crate::state::{Invocation, LogSink, State, Work};
use bodega_domain::payment::PaymentStep;
use std::time::Instant;
use tracing::Instrument;
use wasmtime::Store;

/// Bytes of the input that count as one item.
const ITEM_BYTES: usize = 1 << 10;

impl PluginHost {
    /// Calls the point of an occasion. Nothing is written: the effects come back for the app to check and commit.
    pub async fn invoke(&self, call: InvokeCall) -> InvokeReport {
        let point = call.occasion.point();
        let span = call_span(&call.caller, point);
        let caller = call.caller.clone();
        let mut report = CallReport::default();
        let result = self.inner.invoke(point, call, &mut report).instrument(span.clone()).await;
        self.inner.record(&caller, point, &span, &result, &report);
        InvokeReport { result, report }
    }
}

impl Inner {
    async fn invoke(
        &self,
        point: Point,
        call: InvokeCall,
        report: &mut CallReport,
    ) -> Result<Invoked, CallError> {
        let key = call.caller.breaker(point);
        let admission = self.breakers.admit(key).map_err(|until| CallError::Unavailable { until })?;
        let result = match self.require_alive(&call.caller.component) {
            Ok(()) => self.invoke_admitted(point, call, report).await,
            Err(killed) => Err(killed),
        };
        admission.settle(result.as_ref().err());
        result
    }

    async fn invoke_admitted(
        &self,
        point: Point,
        call: InvokeCall,
        report: &mut CallReport,
    ) -> Result<Invoked, CallError> {
        let _tenant_slot = self.tenant_gate.pass(call.caller.tenant)?;
        let _slot = self.io_slots.acquire().await.map_err(|e| CallError::Internal(e.to_string()))?;
        let module = self.module(&call.caller.component)?;
        let module = module.io.as_ref().ok_or(CallError::NotExported)?;

        let limits = call.limits;
        let items = call.occasion.bytes() / ITEM_BYTES;
        let bounds = CallBounds::of(&limits, items);
        let start = Instant::now();
        let step = call.occasion.step();
        let mut store = new_store(&self.engines.engine, work(call), &bounds);
        // Lets other tasks run at every tick; the timeout around the call is its deadline.
        store.epoch_deadline_async_yield_and_update(1);
        store.set_epoch_deadline(1);

        let outcome = tokio::time::timeout(limits.wall, run(point, step, module, &mut store)).await;
        *report = read_report(&store, &bounds, start);
        let Ok(outcome) = outcome else { return Err(deadline(&limits)) };
        let answered = outcome.transpose().ok_or(CallError::NotExported)?;
        let reply = settle(answered, &bounds)?;
        Ok(Invoked { reply, effects: take_effects(store) })
    }
}

/// Calls the point on a fresh instance; `None` where the component does not export it.
async fn run(
    point: Point,
    step: PaymentStep,
    module: &IoModule,
    store: &mut Store<State>,
) -> wasmtime::Result<Option<Result<Reply, Refusal>>> {
    macro_rules! call {
        ($indices:ident, $function:ident, $reply:expr, $failure:path) => {{
            let Some(indices) = &module.$indices else { return Ok(None) };
            let instance = module.pre.instantiate_async(&mut *store).await?;
            let answered = indices.load(&mut *store, &instance)?.$function(&mut *store).await?;
            Ok(Some(answered.map($reply).map_err($failure)))
        }};
    }
    match point {
        Point::EventsHandle => call!(event, call_handle, |()| Reply::Done, convert::event_failure),
        Point::JobsRun => call!(job, call_run, |()| Reply::Done, convert::job_failure),
        Point::HttpHandle => {
            call!(http, call_handle, |r| Reply::Http(convert::http_response(r)), convert::http_failure)
        }
        Point::ActionsRun => {
            call!(action, call_run, |a| Reply::Action(convert::action_answer(a)), convert::action_failure)
        }
        Point::ReportsRun => {
            call!(report, call_run, |t| Reply::Report(convert::report_table(t)), v0_1::refusal)
        }
        Point::PaymentCharge if step == PaymentStep::Start => {
            call!(charge, call_start, |o| Reply::Payment(payment::outcome(o)), payment::failure)
        }
        Point::PaymentCharge => {
            call!(charge, call_query, |o| Reply::Payment(payment::outcome(o)), payment::failure)
        }
        Point::PaymentRefund if step == PaymentStep::Start => {
            call!(refund, call_start, |o| Reply::Payment(payment::outcome(o)), payment::failure)
        }
        Point::PaymentRefund => {
            call!(refund, call_query, |o| Reply::Payment(payment::outcome(o)), payment::failure)
        }
        Point::PaymentCancel => {
            call!(cancel, call_cancel, |a| Reply::Payment(payment::cancel_answer(a)), payment::failure)
        }
        Point::MessagingSend => call!(message, call_send, Reply::Sent, convert::send_failure),
        Point::ExportsRun => call!(export, call_run, Reply::Exported, convert::export_failure),
        Point::ChannelPush => {
            call!(push, call_push, |a| Reply::Push(orders::push_answer(a)), orders::push_failure)
        }
        Point::PricingCompile | Point::PricingPrice | Point::ValidationCheck | Point::MigrationRun => {
            Ok(None)
        }
    }
}

fn work(call: InvokeCall) -> Work {
    let log = LogSink { bytes_left: call.limits.log_bytes, is_cut: false };
    Work::Invoke(Box::new(Invocation {
        occasion: call.occasion,
        settings: call.settings,
        ports: call.ports,
        effects: Effects::default(),
        egress_calls: 0,
        log,
    }))
}

fn take_effects(store: Store<State>) -> Effects {
    match store.into_data().work {
        Work::Invoke(work) => work.effects,
        _ => Effects::default(),
    }
}
