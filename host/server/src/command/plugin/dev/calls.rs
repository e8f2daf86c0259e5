//! Shows what plugins log and every call of them, as they happen: a layer over the spans and events of the plugin host.

use std::fmt::{Debug, Write as _};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};

/// The span of a call of a plugin.
const CALL: &str = "plugin.call";
/// The target of lines that plugins log.
const LOG: &str = "bodega::plugin_log";

/// Sends calls and log lines to standard output, faults of the host to standard error.
pub fn logging() {
    let ours = filter_fn(|metadata| metadata.name() == CALL || metadata.target() == LOG);
    let others = EnvFilter::try_from_env("BODEGA_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let others = others.add_directive(tracing_subscriber::filter::Directive::from(tracing::Level::WARN));
    let faults = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let faults = faults.with_filter(filter_fn(|metadata| metadata.target() != LOG)).with_filter(others);
    tracing_subscriber::registry().with(Calls.with_filter(ours)).with(faults).init();
}

struct Calls;

/// A call under way.
struct Call {
    started: Instant,
    point: String,
    verdict: String,
    fuel: u64,
    peak_memory: u64,
}

impl Visit for Call {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let target = match field.name() {
            "point" => &mut self.point,
            "verdict" => &mut self.verdict,
            _ => return,
        };
        target.clear();
        let _ = write!(target, "{value:?}");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "point" => self.point = value.to_owned(),
            "verdict" => self.verdict = value.to_owned(),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "fuel" => self.fuel = value,
            "peak_memory" => self.peak_memory = value,
            _ => {}
        }
    }
}

/// The words of a log line.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Calls {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut call = Call {
            started: Instant::now(),
            point: String::new(),
            verdict: String::new(),
            fuel: 0,
            peak_memory: 0,
        };
        attributes.record(&mut call);
        span.extensions_mut().insert(call);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(call) = span.extensions_mut().get_mut::<Call>() {
            values.record(call);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message::default();
        event.record(&mut message);
        println!("log       {} {}", event.metadata().level().as_str().to_lowercase(), message.0);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if let Some(call) = span.extensions().get::<Call>() {
            println!(
                "call      {} {} {} cost units, {} KiB, {:.1?}",
                call.point,
                call.verdict,
                call.fuel,
                call.peak_memory.div_ceil(1024),
                call.started.elapsed()
            );
        }
    }
}
