//! What a host finds out about a release before people decide about it: its exact imports against its manifest, what it
//! costs on sample baskets, what it does with inputs made to break it. All in the production engine, with production limits.

use bodega_domain::digest::Digest;
use bodega_domain::ids::{InstallationId, TenantId};
use bodega_domain::pricing::{
    ARITHMETIC_VERSION, Context, DeclaredInputs, Line, PricingInput, Request, TaxMode,
};
use bodega_package::Package;
use bodega_plugin_host::{
    CallError, CallReport, Caller, CheckCall, CheckTotals, CompileCall, Limits, PluginHost, Point, PriceCall,
    PureBasket, PureInput, RunningRun,
};
use bodega_registry::{Finding, Release, ReleaseChecks, Severity};
use serde_json::{Map, Value};
use std::error::Error;
use std::sync::Arc;
use uuid::Uuid;

/// Lines of the sample baskets: a cup of tea, a trolley, a canteen's order.
const SAMPLE_LINES: [usize; 4] = [1, 20, 200, 500];
/// Percent of a budget from which on a reviewer is told: what costs so much on samples fails on a busy day.
const TIGHT_PERCENT: u64 = 50;
/// Bytes of the longest hostile text.
const LONG_TEXT_BYTES: usize = 64 << 10;

/// The checks, run by a plugin host.
pub struct HostChecks(pub Arc<PluginHost>);

#[async_trait::async_trait]
impl ReleaseChecks for HostChecks {
    async fn check(&self, release: &Release) -> Result<Vec<Finding>, Box<dyn Error + Send + Sync>> {
        let package = release.package.clone();
        let (component, manifest) = (package.component().clone(), package.manifest());
        let digest = Digest::of(&component);
        if let Err(error) = self.0.inspect(component.clone(), manifest).await {
            return Ok(vec![Finding::new(Severity::Error, error.code(), error.to_string())]);
        }
        self.0.prepare(&digest, component).await?;
        let plugins = self.0.clone();
        // Some seconds of CPU: not on a thread that serves tills.
        Ok(tokio::task::spawn_blocking(move || Trial::new(plugins, &package, digest).run()).await?)
    }
}

/// A release under test.
struct Trial<'a> {
    plugins: Arc<PluginHost>,
    package: &'a Package,
    caller: Caller,
    limits: Limits,
    findings: Vec<Finding>,
}

impl<'a> Trial<'a> {
    fn new(plugins: Arc<PluginHost>, package: &'a Package, component: Digest) -> Self {
        let caller = Caller {
            // Nobody's: a breaker that opened for it would be told to nobody.
            tenant: TenantId(Uuid::nil()),
            installation: InstallationId(Uuid::now_v7()),
            plugin: Arc::from(format!("review:{}", package.manifest().name)),
            component,
            is_trial: true,
        };
        let limits = Limits::default().narrowed(&package.manifest().limits);
        Trial { plugins, package, caller, limits, findings: Vec::new() }
    }

    fn run(mut self) -> Vec<Finding> {
        let has = |point: Point| self.package.manifest().has_point(point.as_str());
        let (compiles, prices, checks) =
            (has(Point::PricingCompile), has(Point::PricingPrice), has(Point::ValidationCheck));
        let snapshot = match compiles {
            true => self.snapshot(),
            false => Some(Vec::new()),
        };
        for (point, is_there) in [(Point::PricingPrice, prices), (Point::ValidationCheck, checks)] {
            if !is_there {
                continue;
            }
            if let Some(snapshot) = &snapshot {
                self.samples(point, snapshot);
            }
            self.hostile(point, snapshot.as_deref().unwrap_or_default());
        }
        self.findings
    }

    /// The snapshot of its default settings and no documents; `None` where it wants more than defaults.
    fn snapshot(&mut self) -> Option<Vec<u8>> {
        let settings = self.default_settings();
        if let Some(problem) = self.invalid(&settings) {
            let message = format!("its defaults are no settings, so samples were not run: {problem}");
            self.findings.push(Finding::new(Severity::Note, "sample.no_defaults", message));
            return None;
        }
        let documents = self.package.manifest().collections.iter().filter(|collection| collection.compile);
        let call = CompileCall {
            caller: self.caller.clone(),
            limits: self.limits.compile.0,
            settings: settings.to_string(),
            documents: documents.map(|collection| (collection.name.clone(), Vec::new())).collect(),
        };
        let called = self.plugins.compile(call);
        match called.result {
            Ok(compiled) => {
                let budget = self.limits.compile.0.fuel(0);
                self.report_cost(Point::PricingCompile, "the default settings", &called.report, budget);
                Some(compiled.snapshot)
            }
            Err(error) if error.is_plugin_fault() => {
                let message = format!("{}: with the default settings {error}", Point::PricingCompile);
                self.findings.push(Finding::new(Severity::Error, "sample.failed", message));
                None
            }
            Err(error) => {
                let message = format!(
                    "it has no snapshot without settings of a merchant's, so samples were not run: {error}"
                );
                self.findings.push(Finding::new(Severity::Note, "sample.no_defaults", message));
                None
            }
        }
    }

    fn settings_schema(&self) -> Value {
        let schema = self
            .package
            .manifest()
            .settings
            .as_ref()
            .and_then(|settings| self.package.file(&settings.schema));
        schema.and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or(Value::Bool(true))
    }

    /// Why settings are none; `None` = they are.
    fn invalid(&self, settings: &Value) -> Option<String> {
        let options = jsonschema::options().with_pattern_options(jsonschema::PatternOptions::regex());
        let validator = options.build(&self.settings_schema()).map_err(|error| error.to_string());
        match validator {
            Ok(validator) => validator.iter_errors(settings).next().map(|error| error.to_string()),
            Err(problem) => Some(problem),
        }
    }

    /// What the settings' schema gives as defaults.
    fn default_settings(&self) -> Value {
        let schema = self.settings_schema();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let defaults =
            properties.filter_map(|(name, property)| Some((name.clone(), property.get("default")?.clone())));
        Value::Object(defaults.collect::<Map<String, Value>>())
    }

    /// Sample baskets must be served, within the budget.
    fn samples(&mut self, point: Point, snapshot: &[u8]) {
        for lines in SAMPLE_LINES {
            let basket = sample(lines);
            let (outcome, report) = self.ask(point, &basket, snapshot);
            let what = format!("a basket of {lines} lines");
            match outcome {
                Ok(()) => {
                    let items = lines + snapshot.len() / (4 << 10);
                    let budget = self.limits.of(point).fuel(items);
                    self.report_cost(point, &what, &report, budget);
                }
                Err(error) if error.is_plugin_fault() => {
                    let code = match error {
                        CallError::Trap { .. } => "sample.failed",
                        _ => "budget.exceeded",
                    };
                    let message = format!("{point}: {what}: {error}");
                    self.findings.push(Finding::new(Severity::Error, code, message));
                    return;
                }
                Err(CallError::Refused(refusal)) => {
                    let message = format!("{point}: {what}: {refusal}");
                    self.findings.push(Finding::new(Severity::Note, "sample.refused", message));
                    return;
                }
                Err(error) => {
                    let message = format!("{point}: {what} could not be tried: {error}");
                    self.findings.push(Finding::new(Severity::Warning, "sample.not_tried", message));
                    return;
                }
            }
        }
    }

    fn report_cost(&mut self, point: Point, what: &str, report: &CallReport, budget: u64) {
        if report.fuel * 100 >= budget * TIGHT_PERCENT {
            let message = format!(
                "{point}: {what} costs {} of {budget} cost units: too close to the bound for a busy day",
                report.fuel
            );
            self.findings.push(Finding::new(Severity::Warning, "budget.tight", message));
        }
    }

    /// Inputs that no shop has. It may refuse them; what breaks is for the reviewer to weigh, since it is contained.
    fn hostile(&mut self, point: Point, snapshot: &[u8]) {
        let sound = sample(3);
        let baskets = hostile_baskets().into_iter().map(|(what, basket)| (what, basket, snapshot.to_vec()));
        let damaged = damaged(snapshot).into_iter().map(|(what, bytes)| (what, sound.clone(), bytes));
        let inputs: Vec<(&'static str, PricingInput, Vec<u8>)> = baskets.chain(damaged).collect();
        for (what, basket, snapshot) in inputs {
            let (outcome, _) = self.ask(point, &basket, &snapshot);
            if let Err(error) = outcome
                && error.is_plugin_fault()
            {
                let message = format!("{point}: {what}: {error}; refuse such input instead");
                self.findings.push(Finding::new(Severity::Warning, "hostile.failed", message));
            }
        }
    }

    fn ask(
        &self,
        point: Point,
        basket: &PricingInput,
        snapshot: &[u8],
    ) -> (Result<(), CallError>, CallReport) {
        // Each input is tried, whatever became of the one before.
        self.plugins.reset_breakers(self.caller.tenant, self.caller.installation);
        let runs: Vec<RunningRun> = (0..)
            .zip(&basket.lines)
            .map(|(line, l)| RunningRun { line, count: l.stock_units.max(1), price: l.unit_price })
            .collect();
        let total: i64 = basket.lines.iter().fold(0, |sum, line| sum.saturating_add(line.unit_price));
        let declared = DeclaredInputs { order_number: Some(1), ..DeclaredInputs::default() };
        let pure = PureBasket::new(Arc::new(basket.clone()));
        let name = &self.package.manifest().name;
        let input = PureInput::new(&pure, self.caller.installation, name, &runs, &declared);
        let (caller, limits, snapshot) = (self.caller.clone(), self.limits.of(point), Arc::from(snapshot));
        if point == Point::ValidationCheck {
            let totals = CheckTotals::new(total, 0, 0, total, &[("cash".to_owned(), total)]);
            let checked = self.plugins.check(&CheckCall { caller, limits, input, totals, snapshot });
            (checked.result.map(drop), checked.report)
        } else {
            let priced = self.plugins.price(&PriceCall { caller, limits, input, snapshot });
            (priced.result.map(drop), priced.report)
        }
    }
}

fn line(sku: String, unit_price: i64, tags: Vec<String>) -> Line {
    Line {
        sku,
        quantity: 2_000_000,
        unit_price,
        floor: 0,
        hard_floor: 0,
        stock_units: 2,
        measured: false,
        tags,
        tax_ppm: 130_000,
        gift: None,
    }
}

fn basket(lines: Vec<Line>) -> PricingInput {
    PricingInput {
        arithmetic: ARITHMETIC_VERSION,
        context: Context {
            currency: "CNY".to_owned(),
            store: Uuid::nil().to_string(),
            channel: "pos".to_owned(),
            member: Some(Uuid::nil().to_string()),
            now_ms: 1_767_247_200_000,
            offset_minutes: 480,
            date: "2026-01-01".to_owned(),
            seconds_of_day: 50_400,
            weekday: 4,
            tax_mode: TaxMode::Inclusive,
        },
        lines,
        manual_discounts: Vec::new(),
        coupons: vec!["SAMPLE".to_owned()],
        requests: Vec::new(),
    }
}

/// A basket of common goods.
fn sample(lines: usize) -> PricingInput {
    let goods = (0..lines).map(|n| {
        let price = 100 + i64::try_from(n % 97).unwrap_or(0) * 50;
        line(format!("sku-{n}"), price, vec!["food".to_owned(), format!("group-{}", n % 7)])
    });
    basket(goods.collect())
}

fn hostile_baskets() -> Vec<(&'static str, PricingInput)> {
    let odd = "\u{0}\u{202e}👩‍👩‍👧\u{fffd}'\"\\<script>%s{{}}".to_owned();
    let long = "长".repeat(LONG_TEXT_BYTES / 3);
    let asked = |name: &str, value: &str| Request {
        plugin: String::new(),
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let extreme =
        Line { quantity: i64::MAX, stock_units: u32::MAX, ..line("max".to_owned(), i64::MAX, vec![]) };
    let negative = Line { quantity: -1_000_000, ..line("min".to_owned(), i64::MIN, vec![]) };
    vec![
        ("an empty basket", basket(Vec::new())),
        ("the greatest numbers", basket(vec![extreme.clone(), extreme])),
        ("negative numbers", basket(vec![negative])),
        ("texts of control characters and quotes", basket(vec![line(odd.clone(), 100, vec![odd.clone()])])),
        ("very long texts", basket(vec![line(long.clone(), 100, vec![long])])),
        (
            "coupons and requests that mean nothing",
            PricingInput {
                coupons: vec![odd.clone(), String::new()],
                requests: vec![asked("", ""), asked(&odd, "-9223372036854775808"), asked("redeem", "1e309")],
                ..sample(3)
            },
        ),
        ("the same goods five hundred times", basket(vec![line("sku-1".to_owned(), 100, vec![]); 500])),
    ]
}

/// A snapshot as a fault of the host's would leave it.
fn damaged(snapshot: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut flipped = snapshot.to_vec();
    if let Some(byte) = flipped.get_mut(snapshot.len() / 2) {
        *byte ^= 0x55;
    }
    vec![
        ("a snapshot cut in half", snapshot[..snapshot.len() / 2].to_vec()),
        ("a snapshot with a byte changed", flipped),
        ("a snapshot of noise", (0..1024_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()),
        ("no snapshot", Vec::new()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_differs_from_what_was_sound() {
        let sound = vec![1, 2, 3, 4];
        assert!(damaged(&sound).iter().all(|(_, damaged)| *damaged != sound));
        assert!(damaged(&[]).len() == 4, "also where there is nothing to damage");
    }
}
