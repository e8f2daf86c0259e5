//! The sections of a manifest, each bound to the extension point that uses it.

use super::Localized;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a plugin prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pricing {
    /// The stage in which it is asked.
    pub stage: PricingStage,
}

/// What a plugin that checks sales has fetched for each basket, beside what its snapshot's keys ask for. The templates may
/// hold `{member}`, `{store}`, `{coupon}` and `{sku}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// Own accounts; with a trailing `*` all whose key starts so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub balances: Vec<String>,
    /// Own documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentTemplate>,
}

impl Validation {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Documents that are fetched for a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentTemplate {
    /// The collection.
    pub collection: String,
    /// The key's template.
    pub key: String,
}

/// The stage in which a pricing plugin is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricingStage {
    /// Discounts of goods.
    Line,
    /// Discounts of what is left.
    Order,
    /// Things spent on what is left.
    Redemption,
    /// Rounding in the customer's favour.
    Rounding,
}

/// What a plugin hears and reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// Types it is called for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscribe: Vec<String>,
    /// Types it emits; each starts with the plugin's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emit: Vec<String>,
    /// Paths of the JSON Schemas of emitted types, by type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schemas: BTreeMap<String, String>,
}

impl Events {
    pub(super) fn is_empty(&self) -> bool {
        self.subscribe.is_empty() && self.emit.is_empty() && self.schemas.is_empty()
    }
}

/// Work at set times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Kebab-case.
    pub name: String,
    /// Minute, hour, day of month, month, day of week, in the tenant's time zone.
    pub cron: String,
    /// What becomes of runs that were missed.
    #[serde(default, skip_serializing_if = "OnMissed::is_once")]
    pub on_missed: OnMissed,
}

impl Job {
    /// The first planned time after an instant, in the zone of `after`; none where the pattern never comes again.
    ///
    /// A job at fixed times runs once where the clock repeats an hour, and at the end of an hour that the clock skips; a job at
    /// intervals (a `*` or `/` in minute or hour) follows the time that passes.
    pub fn next_after(&self, after: &jiff::Zoned) -> Option<jiff::Zoned> {
        parse_cron(&self.cron).ok()?.find_next_occurrence(after, false).ok()
    }
}

/// Reads a cron expression of five fields.
pub(super) fn parse_cron(text: &str) -> Result<Cron, String> {
    if text.contains('@') {
        return Err("nicknames such as `@daily` are not taken".to_owned());
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(text).map_err(|error| error.to_string())
}

/// What becomes of runs that were missed while no node was up or the installation was switched off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissed {
    /// One run makes up for all of them.
    #[default]
    Once,
    /// They are let go.
    Skip,
    /// Each is run, oldest first.
    Each,
}

impl OnMissed {
    fn is_once(&self) -> bool {
        *self == OnMissed::Once
    }
}

/// Routes of the plugin's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The routes; the first that matches is taken.
    pub routes: Vec<Route>,
}

impl Http {
    pub(super) fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    /// The route that serves a request; `path` is percent-decoded, below the plugin's prefix, and starts with `/`.
    pub fn route(&self, method: HttpMethod, path: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.methods.contains(&method) && route.matches(path))
    }
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Kebab-case; what the plugin is told.
    pub name: String,
    /// Methods it takes.
    pub methods: Vec<HttpMethod>,
    /// `/orders/{id}/lines`, or `/files/*` for all that is below.
    pub path: String,
    /// Who may call it.
    pub access: RouteAccess,
    /// Requests a minute that an installation takes on it.
    #[serde(default = "rate", skip_serializing_if = "is_rate")]
    pub rate_per_minute: u32,
}

/// Requests a minute where a route says nothing: one a second serves a person or a webhook.
const RATE: u32 = 60;

fn rate() -> u32 {
    RATE
}

fn is_rate(rate: &u32) -> bool {
    *rate == RATE
}

impl Route {
    /// Whether a percent-decoded path below the prefix is this route's. A parameter stands for one segment that is not empty,
    /// `*` for any number of segments, also none.
    pub fn matches(&self, path: &str) -> bool {
        let mut have = path.split('/').skip(1);
        let mut want = self.path.split('/').skip(1);
        path.starts_with('/')
            && loop {
                match (want.next(), have.next()) {
                    (Some("*"), _) | (None, None) => break true,
                    (Some(w), Some(h)) if w == h || (w.starts_with('{') && !h.is_empty()) => {}
                    _ => break false,
                }
            }
    }
}

/// A request's method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteAccess {
    /// People and partners with a token of the merchant.
    Token,
    /// Anybody: a webhook, whose signature the plugin verifies.
    Public,
}

/// What it may reach outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Egress {
    /// The hosts.
    pub hosts: Vec<EgressHost>,
}

impl Egress {
    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }
}

/// A host outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EgressHost {
    /// `api.example.com`, or `*.example.com` for all names below.
    pub host: String,
    /// Ports; empty = 443, and 80 where plain HTTP is allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<u16>,
    /// Whether requests may go out without TLS.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plain_http: bool,
    /// Secrets (settings marked `x-secret`) that may be sent there; no others ever are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Kebab-case.
    pub name: String,
    /// What it is pressed on.
    pub on: Subject,
    /// What the button says.
    pub title: Localized,
    /// Path of the JSON Schema of what a person fills in; absent = nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
}

/// What a button is pressed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A sale.
    Sale,
    /// A member.
    Member,
    /// A product.
    Product,
    /// Nothing: it stands alone.
    None,
}

/// A method of payment that the plugin charges: tenders of the method `pay:METHOD`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Kebab-case; one installation of a merchant serves it.
    pub method: String,
    /// What tills list it as.
    pub title: Localized,
    /// Who shows a code to whom.
    pub flow: PaymentFlow,
    /// What can be paid back.
    #[serde(default, skip_serializing_if = "Refunds::is_none")]
    pub refunds: Refunds,
    /// Seconds after which an undecided charge is cancelled.
    #[serde(default = "five_minutes", skip_serializing_if = "is_five_minutes")]
    pub expires_s: u32,
}

fn five_minutes() -> u32 {
    300
}

fn is_five_minutes(seconds: &u32) -> bool {
    *seconds == five_minutes()
}

/// A tender that is taken from accounts of the plugin, such as stored value or a gift card: tenders of the method
/// `ledger:PLUGIN/NAME`, each naming the holder of the accounts. A unit of account is a minor unit of the sale's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerTender {
    /// Kebab-case.
    pub name: String,
    /// What tills list it as.
    pub title: Localized,
    /// Kinds of accounts, all of one unit, a currency: `KIND/HOLDER` is taken from in this order, as far as each goes. A
    /// refund gives back in the opposite order.
    pub accounts: Vec<String>,
}

/// Who shows a code to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentFlow {
    /// The till scans a code of the customer's.
    CustomerPresented,
    /// The customer scans a code or follows a link that the till shows.
    MerchantPresented,
}

/// What a method can pay back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refunds {
    /// Nothing.
    #[default]
    None,
    /// The whole charge, once.
    Full,
    /// Parts, until nothing is left.
    Partial,
}

impl PaymentFlow {
    /// Its word in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            PaymentFlow::CustomerPresented => "customer_presented",
            PaymentFlow::MerchantPresented => "merchant_presented",
        }
    }
}

impl Refunds {
    /// Its word in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            Refunds::None => "none",
            Refunds::Full => "full",
            Refunds::Partial => "partial",
        }
    }

    fn is_none(&self) -> bool {
        *self == Refunds::None
    }
}

/// A table for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Kebab-case.
    pub name: String,
    /// What it is listed as.
    pub title: Localized,
    /// Path of the JSON Schema of its parameters; absent = none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<String>,
}

/// A channel that the plugin carries messages over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messaging {
    /// Which.
    pub channel: MessageChannel,
}

/// A way to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageChannel {
    /// WeChat.
    Wechat,
    /// An app of the merchant's.
    App,
    /// WeCom.
    Wecom,
    /// Text messages.
    Sms,
    /// E-mail.
    Email,
}

impl MessageChannel {
    /// All channels, in the order in which the host tries them: those that cost nothing first.
    pub const ALL: [MessageChannel; 5] = [
        MessageChannel::Wechat,
        MessageChannel::App,
        MessageChannel::Wecom,
        MessageChannel::Sms,
        MessageChannel::Email,
    ];

    /// Its name in manifests and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageChannel::Wechat => "wechat",
            MessageChannel::App => "app",
            MessageChannel::Wecom => "wecom",
            MessageChannel::Sms => "sms",
            MessageChannel::Email => "email",
        }
    }

    /// The channel of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }
}

/// A document that the plugin makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Kebab-case.
    pub name: String,
    /// What it is listed as.
    pub title: Localized,
    /// Path of the JSON Schema of its parameters; absent = none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<String>,
    /// When it is made without anybody asking, with the parameters `{}`: as a job's `cron`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cron: Option<String>,
}

impl Export {
    /// The name of the job that asks for it; no job of a manifest can have it.
    pub fn job_name(&self) -> String {
        format!("{}{}", Self::JOB_PREFIX, self.name)
    }

    /// What names of such jobs start with.
    pub const JOB_PREFIX: &str = "export:";

    /// The job that asks for it, where it has set times.
    pub fn job(&self) -> Option<Job> {
        let cron = self.cron.clone()?;
        Some(Job { name: self.job_name(), cron, on_missed: OnMissed::Once })
    }
}

/// The sales channels that a plugin serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Codes of the channels, kebab-case; each order names one.
    pub names: Vec<String>,
    /// The collection whose documents name the stores that are on the channel, each once, in the unique field `store`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shops: Option<String>,
    /// The collection whose documents name the SKUs that are on the channel, each once, in the unique field `sku`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// Pushes a minute that the channel takes for one store.
    #[serde(default = "push_rate", skip_serializing_if = "is_push_rate")]
    pub rate_per_minute: u32,
    /// Items that one push takes.
    #[serde(default = "push_batch", skip_serializing_if = "is_push_batch")]
    pub batch_max: u32,
}

/// Pushes a minute where a manifest says nothing: every two seconds, far below what platforms take.
const PUSH_RATE: u32 = 30;
/// Items of a push where a manifest says nothing.
const PUSH_BATCH: u32 = 100;

fn push_rate() -> u32 {
    PUSH_RATE
}

fn is_push_rate(rate: &u32) -> bool {
    *rate == PUSH_RATE
}

fn push_batch() -> u32 {
    PUSH_BATCH
}

fn is_push_batch(batch: &u32) -> bool {
    *batch == PUSH_BATCH
}

/// A text that is sent to members. `{name}` stands for a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Kebab-case.
    pub template: String,
    /// What it is sent for.
    pub purpose: MessagePurpose,
    /// The text; each language has the same parameters.
    pub text: Localized,
}

/// What a message is sent for; members consent to each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessagePurpose {
    /// About something the member did.
    Service,
    /// To sell something.
    Marketing,
}

/// A kind of ledger account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountKind {
    /// First segment of the account key, kebab-case.
    pub kind: String,
    /// Unit of account, e.g. `PT`.
    pub unit: String,
    /// The least balance; absent = no floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<i64>,
    /// Shards that a hot account's balance is kept in.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub shards: u16,
}

fn one() -> u16 {
    1
}

fn is_one(shards: &u16) -> bool {
    *shards == 1
}

/// A collection of JSON documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// Kebab-case.
    pub name: String,
    /// Path of its JSON Schema in the package.
    pub schema: String,
    /// Whether a change of a document compiles the snapshot again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compile: bool,
    /// Whether this version changes the documents of earlier ones, by `migration.run`, before it takes over. Without it an
    /// upgrade whose schema rejects a stored document is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub migrates: bool,
    /// Fields that queries may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<String>,
    /// Indexed fields whose values are unique.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<String>,
}

/// A plugin's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Path of their JSON Schema in the package.
    pub schema: String,
}

/// Limits narrower than the host's own; the host takes the smaller of both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitOverrides {
    /// Linear memory, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Cost units a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// Wall clock a call, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_ms: Option<u64>,
    /// Host calls a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_calls: Option<u64>,
    /// Bytes that host calls move in a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_bytes: Option<u64>,
    /// Bytes of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_bytes: Option<u64>,
    /// Bytes of log lines a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
}

impl LimitOverrides {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
