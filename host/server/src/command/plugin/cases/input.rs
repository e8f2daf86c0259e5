//! What a case's call is about: the host's own forms, with everything that a case need not say filled in.

use super::Case;
use anyhow::{Context, Result, bail, ensure};
use bodega_domain::pricing::{ARITHMETIC_VERSION, PricingInput};
use bodega_plugin_host::{
    ActionPress, EventEnvelope, HttpCaller, HttpRequest, JobRun, Occasion, Point, ReportQuery, RunningRun,
};
use jiff::civil::DateTime;
use jiff::{Timestamp, tz::Offset};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// When cases take place that say nothing else: a Tuesday, noon in Shanghai.
const AT: &str = "2026-01-06T12:00:00+08:00";
/// The same, ms since 1970 UTC.
pub const NOW_MS: i64 = 1_767_672_000_000;
/// What invocations and events are known by.
const ID: &str = "0190c0de-0000-7000-8000-000000000001";

const BASKET: &[&str] =
    &["arithmetic", "at", "context", "lines", "manual_discounts", "coupons", "requests", "units"];
const CHECK_BASKET: &[&str] =
    &["arithmetic", "at", "context", "lines", "manual_discounts", "coupons", "requests", "units", "tenders"];
const CONTEXT: &[&str] = &[
    "currency",
    "store",
    "channel",
    "member",
    "now_ms",
    "offset_minutes",
    "date",
    "seconds_of_day",
    "weekday",
    "tax_mode",
];
const LINE: &[&str] = &[
    "sku",
    "quantity",
    "unit_price",
    "floor",
    "hard_floor",
    "stock_units",
    "measured",
    "tags",
    "tax_ppm",
    "gift",
];

/// A basket to be priced or checked.
pub struct Basket {
    /// As the host would store it with a sale.
    pub input: PricingInput,
    /// Prices as they stand when the plugin is asked; `None` = what the basket itself comes to.
    pub units: Option<Vec<RunningRun>>,
    /// Method and minor units of each tender; for checks.
    pub tenders: Vec<(String, i64)>,
}

/// Reads a case's input and drops it: for its errors.
pub fn check(case: &Case) -> Result<()> {
    match case.point {
        Point::PricingCompile => {
            ensure!(
                case.input.is_null(),
                "`input`: a compile has none; it reads `settings` and `world.documents`"
            );
            Ok(())
        }
        Point::PricingPrice => basket(&case.input).map(drop),
        Point::ValidationCheck => basket_with(&case.input, CHECK_BASKET).map(drop),
        _ => occasion(case.point, &case.input).map(drop),
    }
}

/// The basket of a price.
pub fn basket(input: &Value) -> Result<Basket> {
    basket_with(input, BASKET)
}

/// The basket of a check.
pub fn checked_basket(input: &Value) -> Result<Basket> {
    basket_with(input, CHECK_BASKET)
}

fn basket_with(input: &Value, members: &[&str]) -> Result<Basket> {
    let mut input = object(input, "input", members)?;
    let at = input.remove("at").unwrap_or_else(|| AT.into());
    let mut context = time(at.as_str().unwrap_or_default()).context("`input.at`")?;
    let own = input.remove("context").unwrap_or_else(|| json!({}));
    context.extend(object(&own, "input.context", CONTEXT)?);
    let mut lines = Vec::new();
    for (number, line) in list(&mut input, "lines")?.iter().enumerate() {
        let mut filled =
            Map::from_iter([("quantity".to_owned(), json!(1_000_000)), ("tax_ppm".to_owned(), json!(0))]);
        filled.extend(object(line, &format!("input.lines[{number}]"), LINE)?);
        lines.push(Value::Object(filled));
    }
    let units = input.remove("units").map(|units| typed::<Vec<Run>>(units, "input.units")).transpose()?;
    let tenders = input.remove("tenders").unwrap_or_else(|| json!([]));
    let tenders = typed::<Vec<Tender>>(tenders, "input.tenders")?;
    input.insert("context".to_owned(), Value::Object(context));
    input.insert("lines".to_owned(), Value::Array(lines));
    input.entry("arithmetic").or_insert(json!(ARITHMETIC_VERSION));
    Ok(Basket {
        input: typed(Value::Object(input), "input")?,
        units: units.map(|units| units.into_iter().map(Run::running).collect()),
        tenders: tenders.into_iter().map(|tender| (tender.method, tender.amount)).collect(),
    })
}

fn time(at: &str) -> Result<Map<String, Value>> {
    let form = || format!("`{at}` is no time; write it as `{AT}`");
    let instant: Timestamp = at.parse().with_context(form)?;
    let local: DateTime = at.parse().with_context(form)?;
    let as_utc = Offset::UTC.to_timestamp(local).with_context(form)?;
    let time = local.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let context = json!({
        "currency": "CNY", "store": "store-1", "channel": "pos", "tax_mode": "inclusive",
        "now_ms": instant.as_millisecond(),
        "offset_minutes": (as_utc.as_second() - instant.as_second()) / 60,
        "date": local.date().to_string(),
        "seconds_of_day": seconds,
        "weekday": local.date().weekday().to_monday_one_offset(),
    });
    match context {
        Value::Object(context) => Ok(context),
        _ => bail!("the context is no object"),
    }
}

/// The occasion of an effectful point.
pub fn occasion(point: Point, input: &Value) -> Result<Occasion> {
    let input = input.clone();
    Ok(match point {
        Point::EventsHandle => Occasion::Event(typed::<Event>(input, "input")?.envelope()),
        Point::JobsRun => Occasion::Job(typed::<Job>(input, "input")?.run()),
        Point::HttpHandle => Occasion::Http(typed::<Http>(input, "input")?.request()),
        Point::ActionsRun => Occasion::Action(typed::<Action>(input, "input")?.press()),
        Point::ReportsRun => Occasion::Report(typed::<Report>(input, "input")?.query()),
        _ => bail!("cases cannot say yet what a call of `{point}` is about: test it natively, with the SDK"),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    line: u32,
    count: u32,
    price: i64,
}

impl Run {
    fn running(self) -> RunningRun {
        RunningRun { line: self.line, count: self.count, price: self.price }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tender {
    method: String,
    amount: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    #[serde(default = "id")]
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    subject: String,
    #[serde(default = "one")]
    sequence: u64,
    #[serde(default = "now_ms")]
    occurred_ms: i64,
    #[serde(default = "now_ms")]
    recorded_ms: i64,
    payload: Value,
}

impl Event {
    fn envelope(self) -> EventEnvelope {
        EventEnvelope {
            id: self.id,
            kind: self.kind,
            subject: self.subject,
            sequence: self.sequence,
            occurred_ms: self.occurred_ms,
            recorded_ms: self.recorded_ms,
            payload: text(self.payload),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Job {
    #[serde(default = "id")]
    invocation: String,
    job: String,
    #[serde(default = "now_ms")]
    scheduled_ms: i64,
    #[serde(default = "local")]
    scheduled_local: String,
    #[serde(default = "now_ms")]
    now_ms: i64,
    #[serde(default = "one")]
    attempt: u64,
    #[serde(default)]
    missed: u32,
}

impl Job {
    fn run(self) -> JobRun {
        JobRun {
            invocation: self.invocation,
            job: self.job,
            scheduled_ms: self.scheduled_ms,
            scheduled_local: self.scheduled_local,
            now_ms: self.now_ms,
            attempt: u32::try_from(self.attempt).unwrap_or(u32::MAX),
            missed: self.missed,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Http {
    #[serde(default = "id")]
    invocation: String,
    #[serde(default = "get")]
    method: String,
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// A token's id; none = anybody.
    caller: Option<String>,
    route: String,
    #[serde(default = "now_ms")]
    now_ms: i64,
    #[serde(default)]
    body: Value,
}

impl Http {
    fn request(self) -> HttpRequest {
        let body = if self.body.is_null() { String::new() } else { text(self.body) };
        HttpRequest {
            invocation: self.invocation,
            method: self.method,
            path: self.path,
            query: self.query,
            headers: self.headers.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect(),
            caller: self.caller.map_or(HttpCaller::Public, HttpCaller::Token),
            route: self.route,
            now_ms: self.now_ms,
            body: body.into_bytes(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    #[serde(default = "id")]
    invocation: String,
    action: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    input: Value,
    #[serde(default = "person")]
    caller: String,
    #[serde(default = "language")]
    language: String,
    #[serde(default = "now_ms")]
    now_ms: i64,
}

impl Action {
    fn press(self) -> ActionPress {
        ActionPress {
            invocation: self.invocation,
            action: self.action,
            subject: self.subject,
            input: text(self.input),
            caller: self.caller,
            language: self.language,
            now_ms: self.now_ms,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    report: String,
    #[serde(default)]
    parameters: Value,
    #[serde(default = "language")]
    language: String,
    #[serde(default = "now_ms")]
    now_ms: i64,
}

impl Report {
    fn query(self) -> ReportQuery {
        ReportQuery {
            report: self.report,
            parameters: text(self.parameters),
            language: self.language,
            now_ms: self.now_ms,
        }
    }
}

fn id() -> String {
    ID.to_owned()
}

fn one() -> u64 {
    1
}

fn now_ms() -> i64 {
    NOW_MS
}

fn local() -> String {
    AT.to_owned()
}

fn get() -> String {
    "GET".to_owned()
}

fn person() -> String {
    "token-1".to_owned()
}

fn language() -> String {
    "zh-CN".to_owned()
}

/// JSON text of a value; a text stands for itself, so that a case can hold what is no JSON.
pub fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        value => value.to_string(),
    }
}

fn typed<T: DeserializeOwned>(value: Value, place: &str) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { place.to_owned() } else { format!("{place}.{path}") };
        anyhow::anyhow!("`{place}`: {}", error.into_inner())
    })
}

/// An object with none but these members.
fn object(value: &Value, place: &str, members: &[&str]) -> Result<Map<String, Value>> {
    let object = value.as_object().with_context(|| format!("`{place}` is no object"))?;
    if let Some(unknown) = object.keys().find(|key| !members.contains(&key.as_str())) {
        bail!("`{place}` has no `{unknown}`; it may have {}", members.join(", "));
    }
    Ok(object.clone())
}

fn list(object: &mut Map<String, Value>, member: &str) -> Result<Vec<Value>> {
    match object.remove(member) {
        Some(Value::Array(list)) => Ok(list),
        _ => bail!("`input.{member}` is no list"),
    }
}
