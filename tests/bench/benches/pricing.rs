//! What a price costs: a fresh sandbox and a call, against the same code natively on the same basket in the same run.
//!
//! Times are CPU time of the calling thread in microseconds; `min` is a quiet moment, `p50` the usual. Both sides
//! decode the snapshot.

use anyhow::Context;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::{
    ARITHMETIC_VERSION, Context as Place, DeclaredInputs, Document, Line, PricingInput, TaxMode,
};
use bodega_plugin_host::{
    Caller, CompileCall, Compiled, ComponentSource, Limits, PluginHost, PluginHostConfig, PortResult,
    PriceCall, PureBasket, PureInput, RunningRun,
};
use bodega_promotions::plugin::Promotions;
use bodega_sdk::Pricing as _;
use bodega_sdk::testing::TestBasket;
use futures::FutureExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// As in the server.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LINES: usize = 20;
const CALLS: usize = 4_000;
const WARM_UP: usize = 300;
const THREADS_FOR: Duration = Duration::from_secs(2);

struct NoSource;

impl ComponentSource for NoSource {
    fn component<'a>(&'a self, _: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        async { Ok(None) }.boxed()
    }
}

/// CPU time of this thread. The kernel's scheduler statistics would stand still between two ticks.
fn cpu() -> Duration {
    cpu_time::ThreadTime::now().as_duration()
}

/// Microseconds: the least and the median of many calls.
fn measure(mut call: impl FnMut()) -> (f64, f64) {
    for _ in 0..WARM_UP {
        call();
    }
    let mut times: Vec<f64> = (0..CALLS)
        .map(|_| {
            let start = cpu();
            call();
            (cpu() - start).as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[0], times[CALLS / 2])
}

fn basket() -> PricingInput {
    let line = |n: usize| Line {
        sku: format!("SKU-{n:05}"),
        quantity: ((n % 4) as i64 + 1) * 1_000_000,
        unit_price: 199 + 137 * n as i64,
        floor: 0,
        hard_floor: 0,
        stock_units: 1,
        measured: n % 10 == 9,
        tags: vec![format!("dep-{}", n % 5), format!("brand-{}", n % 7), "grocery".to_owned()],
        tax_ppm: 130_000,
        gift: None,
    };
    PricingInput {
        arithmetic: ARITHMETIC_VERSION,
        context: Place {
            currency: "CNY".to_owned(),
            store: Uuid::nil().to_string(),
            channel: "pos".to_owned(),
            member: Some(Uuid::nil().to_string()),
            now_ms: 1_767_240_000_000,
            offset_minutes: 480,
            date: "2026-01-01".to_owned(),
            seconds_of_day: 43_200,
            weekday: 4,
            tax_mode: TaxMode::Inclusive,
        },
        lines: (0..LINES).map(line).collect(),
        manual_discounts: Vec::new(),
        coupons: vec!["WELCOME".to_owned()],
        requests: Vec::new(),
    }
}

fn two_rules() -> Vec<Value> {
    vec![
        json!({ "id": "dep", "scope": "line", "target": { "tags_any": ["dep-1"] }, "effect": { "type": "percent_off", "bp": 1000 } }),
        json!({ "id": "order", "scope": "order", "when": [{ "kind": "min_subtotal", "amount_minor": 5000 }],
                "effect": { "type": "amount_off", "amount_minor": 500 } }),
    ]
}

/// 50 rules of all the usual kinds, of which about half match.
fn fifty_rules() -> Vec<Value> {
    let rule = |n: usize| {
        let target = json!({ "tags_any": [format!("dep-{}", n % 9)] });
        let id = format!("rule-{n:02}");
        match n % 5 {
            0 => {
                json!({ "id": id, "scope": "line", "priority": n, "target": target, "effect": { "type": "percent_off", "bp": 300 } })
            }
            1 => json!({ "id": id, "scope": "line", "priority": n, "target": target,
                         "effect": { "type": "amount_off", "amount_minor": 15, "per": "unit" } }),
            2 => {
                json!({ "id": id, "scope": "line", "effect": { "type": "buy_x_get_y", "repeat": true, "discount_bp": 5000,
                         "buy": { "target": { "tags_any": [format!("brand-{}", n % 11)] }, "qty": 2 },
                         "get": { "target": { "tags_any": [format!("brand-{}", n % 11)] }, "qty": 1 } } })
            }
            3 => {
                json!({ "id": id, "scope": "order", "coupon": if n.is_multiple_of(2) { "WELCOME" } else { "OTHER" },
                         "effect": { "type": "tiered_percent", "tiers": [{ "gte": 5000, "bp": 100 }, { "gte": 20000, "bp": 200 }] } })
            }
            _ => {
                json!({ "id": id, "scope": "order", "when": [{ "kind": "min_subtotal", "amount_minor": 3000, "target": target },
                         { "kind": "window", "from": "2025-01-01T00:00:00+08:00", "to": "2026-12-31T23:59:59+08:00" }],
                         "effect": { "type": "amount_off", "amount_minor": 60 } })
            }
        }
    };
    (0..50).map(rule).collect()
}

fn native_basket(input: &PricingInput) -> TestBasket {
    let mut basket = TestBasket::new(&input.context.currency).member(&Uuid::nil().to_string());
    for line in &input.lines {
        basket.lines.push(bodega_sdk::Line {
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            floor: line.floor,
            stock_units: line.stock_units,
            measured: line.measured,
        });
        basket.tags.push(line.tags.clone());
    }
    basket.coupons = input.coupons.clone();
    basket.units = bodega_sdk::Basket::units(&basket);
    basket
}

struct Bench {
    host: PluginHost,
    caller: Caller,
}

impl Bench {
    async fn start() -> anyhow::Result<Self> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/plugins");
        let folder = std::env::var("BODEGA_PLUGINS_DIR").unwrap_or_else(|_| root.to_owned());
        let bytes =
            std::fs::read(format!("{folder}/promotions.wasm")).context("run `cargo xtask plugins` first")?;
        let config = PluginHostConfig::new(format!("{folder}/compiled").into(), Arc::new(NoSource));
        let host = PluginHost::new(config, &mut prometheus_client::registry::Registry::default())?;
        let component = Digest::of(&bytes);
        host.prepare(&component, bytes.into()).await?;
        let (tenant, installation) = (TenantId(Uuid::nil()), InstallationId(Uuid::nil()));
        Ok(Bench {
            host,
            caller: Caller {
                tenant,
                installation,
                plugin: Arc::from("promotions"),
                component,
                is_trial: false,
            },
        })
    }

    fn compile(&self, rules: Vec<Value>) -> anyhow::Result<Compiled> {
        let document = |(position, mut rule): (usize, Value)| {
            rule["position"] = position.into();
            let key = rule["id"].as_str().unwrap_or_default().to_owned();
            Document { collection: "promotions".to_owned(), key, version: 1, body: rule.to_string() }
        };
        let documents = BTreeMap::from([(
            "promotions".to_owned(),
            rules.into_iter().enumerate().map(document).collect(),
        )]);
        let (caller, limits) = (self.caller.clone(), Limits::default().compile.0);
        Ok(self.host.compile(CompileCall { caller, limits, settings: "{}".to_owned(), documents }).result?)
    }

    fn call(&self, basket: &Arc<PureBasket>, input: &PricingInput, snapshot: &Arc<[u8]>) -> PriceCall {
        let run = |(line, facts): (u32, &Line)| {
            let piece = facts.measured;
            let price = if piece { facts.unit_price * facts.quantity / 1_000_000 } else { facts.unit_price };
            RunningRun { line, count: if piece { 1 } else { (facts.quantity / 1_000_000) as u32 }, price }
        };
        let runs: Vec<RunningRun> = (0..).zip(&input.lines).map(run).collect();
        PriceCall {
            caller: self.caller.clone(),
            limits: Limits::default().price.0,
            input: PureInput::new(
                basket,
                self.caller.installation,
                "promotions",
                &runs,
                &DeclaredInputs::default(),
            ),
            snapshot: snapshot.clone(),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let bench = Bench::start().await?;
    let input = basket();
    let shared = PureBasket::new(Arc::new(input.clone()));
    let native = native_basket(&input);
    println!("{LINES}-line basket, microseconds of CPU a call");
    println!("{:<40} {:>8} {:>8} {:>10} {:>8}", "", "min", "p50", "cost units", "x native");
    for (name, rules) in
        [("no rules", Vec::new()), ("two simple discounts", two_rules()), ("50 rules", fifty_rules())]
    {
        let compiled = bench.compile(rules)?;
        let snapshot: Arc<[u8]> = compiled.snapshot.clone().into();
        let call = bench.call(&shared, &input, &snapshot);
        let priced = bench.host.price(&call);
        let answer = priced.result?;
        let natively =
            Promotions::price(&snapshot, &native).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
        anyhow::ensure!(answer.adjustments.len() == natively.adjustments.len(), "sandbox and native differ");
        let (native_min, native_p50) = measure(|| drop(black_box(Promotions::price(&snapshot, &native))));
        let (min, p50) = measure(|| drop(black_box(bench.host.price(&call))));
        println!(
            "{:<40} {native_min:>8.1} {native_p50:>8.1}",
            format!("{name}, native ({} adjustments)", answer.adjustments.len())
        );
        println!(
            "{:<40} {min:>8.1} {p50:>8.1} {:>10} {:>8.1}",
            format!("{name}, fresh sandbox"),
            priced.report.fuel,
            min / native_min
        );
        threads(&bench, &call);
    }
    Ok(())
}

/// Calls a second from one thread and from two.
fn threads(bench: &Bench, call: &PriceCall) {
    let run = |count: usize| -> f64 {
        let calls: usize = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..count)
                .map(|_| {
                    scope.spawn(|| {
                        let (start, mut calls) = (Instant::now(), 0);
                        while start.elapsed() < THREADS_FOR {
                            let _ = black_box(bench.host.price(call));
                            calls += 1;
                        }
                        calls
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or(0)).sum()
        });
        calls as f64 / THREADS_FOR.as_secs_f64()
    };
    let (one, two) = (run(1), run(2));
    println!("{:<40} {one:>8.0} {two:>8.0} calls/s with 1 and 2 threads, x {:.2}", "", two / one);
}
