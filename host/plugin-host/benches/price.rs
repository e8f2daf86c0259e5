//! What a price call costs: fresh pooled instance, real component, 20 lines under two discounts.
//!
//! Needs `cargo xtask plugins`; run with `cargo bench -p bodega-plugin-host --profile dev` to reuse the development
//! build of wasmtime, whose dependencies are optimised.

use bodega_domain::digest::Digest;
use bodega_domain::pricing::{Context, DeclaredInputs, Document, Line, PricingInput, TaxMode};
use bodega_plugin_host::{
    Caller, CompileCall, ComponentSource, Limits, PluginHost, PluginHostConfig, PortResult, PriceCall,
    PureBasket, PureInput, RunningRun,
};
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const TENANT: &str = "01900000-0000-7000-8000-000000000001";
const PLUGIN: &str = "promotions";
const LINES: u32 = 20;

/// Ten per cent off drinks, then 300 off from 5000 on.
const RULES: [(&str, &str); 2] = [
    (
        "drinks",
        r#"{"id":"drinks","position":0,"scope":"line","target":{"tags_any":["drink"]},"effect":{"type":"percent_off","bp":1000}}"#,
    ),
    (
        "order",
        r#"{"id":"order","position":1,"scope":"order","effect":{"type":"amount_off","amount_minor":300}}"#,
    ),
];

struct NoSource;

impl ComponentSource for NoSource {
    fn component<'a>(&'a self, _: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        Box::pin(async { Ok(None) })
    }
}

fn pricing_input() -> PricingInput {
    let line = |n: u32| Line {
        sku: format!("sku-{n:04}"),
        quantity: 2_000_000,
        unit_price: 990 + i64::from(n),
        floor: 0,
        hard_floor: 0,
        stock_units: 1,
        measured: false,
        tags: vec![if n.is_multiple_of(2) { "drink" } else { "food" }.to_owned(), "all".to_owned()],
        tax_ppm: 90_000,
        gift: None,
    };
    PricingInput {
        arithmetic: 1,
        context: Context {
            currency: "CNY".to_owned(),
            store: TENANT.to_owned(),
            channel: "pos".to_owned(),
            member: None,
            now_ms: 1_700_000_000_000,
            offset_minutes: 480,
            date: "2023-11-15".to_owned(),
            seconds_of_day: 22_400,
            weekday: 3,
            tax_mode: TaxMode::Inclusive,
        },
        lines: (0..LINES).map(line).collect(),
        manual_discounts: vec![],
        coupons: vec![],
        requests: vec![],
    }
}

/// Whether threads get into each other's way: unmapping memory after a call takes a lock of the whole process.
/// Processor time says it also on a busy machine, where calls a second do not.
fn report_threads(host: &PluginHost, call: &PriceCall, threads: u32) {
    const TIME: Duration = Duration::from_secs(2);
    let until = Instant::now() + TIME;
    let run = || {
        let (mut calls, start) = (0, thread_cpu_ns());
        while Instant::now() < until {
            black_box(host.price(call).report);
            calls += 1;
        }
        (calls, thread_cpu_ns() - start)
    };
    let faults = minor_faults();
    let (calls, cpu_ns) = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let done = running.into_iter().map(|thread| thread.join().unwrap());
        done.fold((0, 0), |(calls, ns), (more, more_ns)| (calls + more, ns + more_ns))
    });
    let faults = (minor_faults() - faults) as f64 / calls as f64;
    let (per_second, cpu_us) = (calls / TIME.as_secs(), cpu_ns / 1_000 / calls);
    println!(
        "{threads} thread(s): {per_second} calls/s, {cpu_us} us of processor and {faults:.2} page faults a call"
    );
}

fn thread_cpu_ns() -> u64 {
    field_of("/proc/thread-self/schedstat", 0)
}

fn minor_faults() -> u64 {
    // The process's name, the second field, has no spaces here.
    field_of("/proc/self/stat", 9)
}

fn field_of(path: &str, index: usize) -> u64 {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace().nth(index).and_then(|field| field.parse().ok()).unwrap_or(0)
}

fn price(c: &mut Criterion) {
    let wasm = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/plugins/promotions.wasm");
    let Ok(component) = std::fs::read(&wasm) else {
        eprintln!("promotions.wasm is missing: run `cargo xtask plugins` first");
        return;
    };
    let folder = tempfile::TempDir::new().unwrap();
    let config = PluginHostConfig::new(folder.path().to_owned(), Arc::new(NoSource));
    let host = PluginHost::new(config, &mut prometheus_client::registry::Registry::default()).unwrap();
    let digest = Digest::of(&component);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(host.prepare(&digest, component.into())).unwrap();
    let caller = Caller {
        tenant: TENANT.parse().unwrap(),
        installation: TENANT.parse().unwrap(),
        plugin: PLUGIN.into(),
        component: digest,
        is_trial: false,
    };
    let document = |(key, body): (&str, &str)| Document {
        collection: PLUGIN.to_owned(),
        key: key.to_owned(),
        version: 1,
        body: body.to_owned(),
    };
    let documents: BTreeMap<String, Vec<Document>> =
        BTreeMap::from([(PLUGIN.to_owned(), RULES.into_iter().map(document).collect())]);
    let compile = CompileCall {
        caller: caller.clone(),
        limits: Limits::default().compile.0,
        settings: "{}".to_owned(),
        documents,
    };
    let compiled = host.compile(compile).result.unwrap();

    let source = Arc::new(pricing_input());
    let runs: Vec<RunningRun> =
        (0..LINES).map(|line| RunningRun { line, count: 2, price: 990 + i64::from(line) }).collect();
    let declared = DeclaredInputs::default();
    let input = || {
        let basket = PureBasket::new(source.clone());
        PureInput::new(&basket, caller.installation, PLUGIN, &runs, &declared)
    };
    let call = PriceCall {
        caller: caller.clone(),
        limits: Limits::default().price.0,
        input: input(),
        snapshot: compiled.snapshot.into(),
    };
    let priced = host.price(&call);
    println!("{:?}: {} adjustments", priced.report, priced.result.unwrap().adjustments.len());

    for threads in [1, 2] {
        report_threads(&host, &call, threads);
    }
    c.bench_function("pure input of 20 lines", |b| b.iter(|| black_box(input())));
    c.bench_function("price of 20 lines under two discounts", |b| {
        b.iter(|| black_box(host.price(&call).report))
    });
}

criterion_group!(benches, price);
criterion_main!(benches);
