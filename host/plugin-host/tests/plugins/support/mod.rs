//! Hosts, callers and baskets for tests; guests are in `guest`.

pub mod guest;
pub mod ports;

use bodega_domain::digest::Digest;
use bodega_domain::pricing::{Context, DeclaredInputs, GiftMark, Line, PricingInput, Request, TaxMode};
use bodega_plugin_host::{
    BreakerListener, BreakerState, CallLimits, Caller, CompileCall, Compiler, ComponentSource, Limits,
    PluginHost, PluginHostConfig, Point, PortResult, PriceCall, PureBasket, PureInput, RunningRun,
};
use prometheus_client::registry::Registry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tempfile::TempDir;

pub const TENANT: &str = "01900000-0000-7000-8000-000000000001";
pub const INSTALLATION: &str = "01900000-0000-7000-8000-000000000002";
pub const OTHER_INSTALLATION: &str = "01900000-0000-7000-8000-000000000003";

/// Components by digest, as a package store would keep them.
#[derive(Default)]
pub struct Shelf(pub Mutex<HashMap<Digest, Arc<[u8]>>>);

impl ComponentSource for Shelf {
    fn component<'a>(&'a self, digest: &'a Digest) -> PortResult<'a, Option<Arc<[u8]>>> {
        Box::pin(async move { Ok(self.0.lock().unwrap().get(digest).cloned()) })
    }
}

/// What breakers said.
#[derive(Default)]
pub struct Heard(pub Mutex<Vec<(Point, BreakerState)>>);

impl BreakerListener for Heard {
    fn on_breaker(
        &self,
        _: bodega_domain::ids::TenantId,
        _: bodega_domain::ids::InstallationId,
        point: Point,
        state: BreakerState,
    ) {
        self.0.lock().unwrap().push((point, state));
    }
}

/// A host with a folder of its own.
pub struct Fixture {
    pub host: PluginHost,
    pub folder: Arc<TempDir>,
    pub shelf: Arc<Shelf>,
    pub heard: Arc<Heard>,
    pub registry: Registry,
}

impl Fixture {
    pub fn new() -> Self {
        Self::over(Arc::new(TempDir::new().unwrap()), Arc::new(Shelf::default()))
    }

    /// As after a restart, over what an earlier host left.
    pub fn over(folder: Arc<TempDir>, shelf: Arc<Shelf>) -> Self {
        let heard = Arc::new(Heard::default());
        let mut registry = Registry::default();
        let config = PluginHostConfig {
            artefacts: folder.path().to_owned(),
            source: shelf.clone(),
            compiler: Compiler::InProcess,
            breaker_listener: heard.clone(),
            clock: Arc::new(Instant::now),
        };
        let host = PluginHost::new(config, &mut registry).unwrap();
        Fixture { host, folder, shelf, heard, registry }
    }

    /// Makes a component ready and gives a caller of it.
    pub async fn install(&self, component: Vec<u8>) -> Caller {
        let digest = Digest::of(&component);
        self.host.prepare(&digest, component.into()).await.unwrap();
        caller(digest)
    }

    pub fn price(&self, caller: &Caller) -> bodega_plugin_host::Priced {
        self.host.price(&price_call(caller))
    }

    pub fn metrics(&self) -> String {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry).unwrap();
        text
    }
}

pub fn caller(component: Digest) -> Caller {
    Caller {
        tenant: TENANT.parse().unwrap(),
        installation: INSTALLATION.parse().unwrap(),
        plugin: "tester".into(),
        component,
        is_trial: false,
    }
}

pub fn price_limits() -> CallLimits {
    Limits::default().price.0
}

pub fn price_call(caller: &Caller) -> PriceCall {
    PriceCall {
        caller: caller.clone(),
        limits: price_limits(),
        input: input(&DeclaredInputs::default()),
        snapshot: Arc::from(&b"snapshot"[..]),
    }
}

pub fn compile_call(caller: &Caller) -> CompileCall {
    CompileCall {
        caller: caller.clone(),
        limits: Limits::default().compile.0,
        settings: r#"{"a":1}"#.to_owned(),
        documents: BTreeMap::new(),
    }
}

/// Three lines: two coffees, a gift of ours, a gift of another installation.
pub fn pricing_input() -> PricingInput {
    let line = |sku: &str, tags: &[&str], gift: Option<&str>| Line {
        sku: sku.to_owned(),
        quantity: 2_000_000,
        unit_price: 500,
        floor: 100,
        hard_floor: 0,
        stock_units: 1,
        measured: false,
        tags: tags.iter().map(ToString::to_string).collect(),
        tax_ppm: 0,
        gift: gift.map(|id| GiftMark { installation: id.parse().unwrap(), reference: "secret".to_owned() }),
    };
    PricingInput {
        arithmetic: 1,
        context: Context {
            currency: "CNY".to_owned(),
            store: "s-1".to_owned(),
            channel: "pos".to_owned(),
            member: Some("m-1".to_owned()),
            now_ms: 1_700_000_000_000,
            offset_minutes: 480,
            date: "2023-11-15".to_owned(),
            seconds_of_day: 22_400,
            weekday: 3,
            tax_mode: TaxMode::Inclusive,
        },
        lines: vec![
            line("coffee", &["hot", "drink"], None),
            line("cake", &["food"], Some(INSTALLATION)),
            line("tea", &["drink", "hot"], Some(OTHER_INSTALLATION)),
        ],
        manual_discounts: vec![],
        coupons: vec!["SPRING".to_owned(), "VIP".to_owned()],
        requests: vec![
            Request { plugin: "tester".to_owned(), name: "redeem".to_owned(), value: "500".to_owned() },
            Request { plugin: "other".to_owned(), name: "redeem".to_owned(), value: "9".to_owned() },
        ],
    }
}

pub fn input(declared: &DeclaredInputs) -> PureInput {
    let basket = PureBasket::new(Arc::new(pricing_input()));
    let units: Vec<RunningRun> = (0..3).map(|line| RunningRun { line, count: 2, price: 500 }).collect();
    PureInput::new(&basket, INSTALLATION.parse().unwrap(), "tester", &units, declared)
}
