//! Numbers of every call: by plugin, point and verdict. Plugin names are bounded by what merchants install; tenants
//! are in traces, not here.

use crate::call::{CallReport, Caller};
use crate::compiler::CompileError;
use crate::inspect::InstallError;
use crate::point::Point;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PointLabels {
    plugin: String,
    point: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    plugin: String,
    point: &'static str,
    verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WhyLabels {
    why: &'static str,
}

type Histograms = Family<PointLabels, Histogram, fn() -> Histogram>;

/// All metrics of a host.
pub(crate) struct Metrics {
    calls: Family<CallLabels, Counter>,
    fuel: Histograms,
    wall_seconds: Histograms,
    memory_bytes: Histograms,
    compiles: Counter,
    compile_seconds: Histogram,
    compile_failures: Family<WhyLabels, Counter>,
    refused: Family<WhyLabels, Counter>,
}

impl Metrics {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        let metrics = Metrics {
            calls: Family::default(),
            fuel: Family::new_with_constructor(|| Histogram::new(exponential_buckets(10_000.0, 4.0, 12))),
            wall_seconds: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.000_025, 2.5, 14))
            }),
            memory_bytes: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(65_536.0, 2.0, 12))
            }),
            compiles: Counter::default(),
            compile_seconds: Histogram::new(exponential_buckets(0.05, 2.0, 11)),
            compile_failures: Family::default(),
            refused: Family::default(),
        };
        let r = registry.sub_registry_with_prefix("bodega_plugin");
        r.register("calls", "Plugin calls by verdict", metrics.calls.clone());
        r.register("fuel", "Cost units of a plugin call", metrics.fuel.clone());
        r.register("wall_seconds", "Wall clock of a plugin call", metrics.wall_seconds.clone());
        r.register("memory_bytes", "Peak linear memory of a plugin call", metrics.memory_bytes.clone());
        r.register("compiles", "Components compiled to machine code", metrics.compiles.clone());
        r.register("compile_seconds", "Time to compile a component", metrics.compile_seconds.clone());
        r.register("compile_failures", "Components that did not compile", metrics.compile_failures.clone());
        r.register("refused", "Components that inspection refused", metrics.refused.clone());
        metrics
    }

    pub(crate) fn call(&self, caller: &Caller, point: Point, verdict: &'static str, report: &CallReport) {
        let labels = PointLabels { plugin: caller.plugin.to_string(), point: point.as_str() };
        // A call that a breaker or a full gate kept from running says nothing of what calls take.
        if !report.wall.is_zero() {
            self.fuel.get_or_create(&labels).observe(report.fuel as f64);
            self.wall_seconds.get_or_create(&labels).observe(report.wall.as_secs_f64());
            self.memory_bytes.get_or_create(&labels).observe(report.peak_memory as f64);
        }
        let labels = CallLabels { plugin: labels.plugin, point: labels.point, verdict };
        self.calls.get_or_create(&labels).inc();
    }

    pub(crate) fn not_compiled(&self, error: &CompileError) {
        let why = match error {
            CompileError::Invalid(_) => "invalid",
            CompileError::TooCostly => "too_costly",
            CompileError::Worker(_) => "worker",
        };
        self.compile_failures.get_or_create(&WhyLabels { why }).inc();
    }

    pub(crate) fn refused(&self, error: &InstallError) {
        self.refused.get_or_create(&WhyLabels { why: error.code() }).inc();
    }

    pub(crate) fn compiled(&self, seconds: f64) {
        self.compiles.inc();
        self.compile_seconds.observe(seconds);
    }
}
