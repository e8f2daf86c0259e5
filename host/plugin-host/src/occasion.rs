//! What an effectful invocation is about, and what it may answer.

use serde::{Deserialize, Serialize};

use crate::orders::{ChannelPush, PushAnswer};
use crate::point::Point;
use bodega_domain::payment::{PaymentAnswer, PaymentKind, PaymentStep};

/// The event being handled, as the plugin sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventEnvelope {
    /// The event's id, the same over retries.
    pub id: String,
    /// Type with version.
    pub kind: String,
    /// The ordering key.
    pub subject: String,
    /// The tenant's own number of it.
    pub sequence: u64,
    /// When it happened, ms since 1970 UTC.
    pub occurred_ms: i64,
    /// When it was recorded.
    pub recorded_ms: i64,
    /// JSON text.
    pub payload: String,
}

/// A run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// The same over re-runs and retries.
    pub invocation: String,
    /// Its name in the manifest.
    pub job: String,
    /// The planned instant, ms since 1970 UTC.
    pub scheduled_ms: i64,
    /// The tenant's date and time of it.
    pub scheduled_local: String,
    /// When this attempt started.
    pub now_ms: i64,
    /// 1 = the first.
    pub attempt: u32,
    /// Runs that were missed before it.
    pub missed: u32,
}

/// Who calls a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpCaller {
    /// A token of the merchant.
    Token(String),
    /// Nobody known.
    Public,
}

/// A request to one of the plugin's routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The same over re-runs.
    pub invocation: String,
    /// The method.
    pub method: String,
    /// Below the plugin's prefix.
    pub path: String,
    /// As it came.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Who calls.
    pub caller: HttpCaller,
    /// The declared route that matched.
    pub route: String,
    /// When it came, ms since 1970 UTC.
    pub now_ms: i64,
    /// The exact bytes.
    pub body: Vec<u8>,
}

/// A press of a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPress {
    /// The same over re-runs.
    pub invocation: String,
    /// Its name in the manifest.
    pub action: String,
    /// What it was pressed on; empty for nothing.
    pub subject: String,
    /// JSON text.
    pub input: String,
    /// Who pressed.
    pub caller: String,
    /// A BCP 47 tag.
    pub language: String,
    /// When, ms since 1970 UTC.
    pub now_ms: i64,
}

/// A report that somebody opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportQuery {
    /// Its name in the manifest.
    pub report: String,
    /// JSON text.
    pub parameters: String,
    /// A BCP 47 tag.
    pub language: String,
    /// When, ms since 1970 UTC.
    pub now_ms: i64,
}

/// A charge as the plugin sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct ChargeDetails {
    /// The party's order number.
    pub id: String,
    /// The method as the manifest names it.
    pub method: String,
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// The sale's id.
    pub sale: String,
    /// The number that people read.
    pub number: String,
    /// The store's id.
    pub store: String,
    /// The terminal's id.
    pub terminal: String,
    /// What the customer presented; only for the start.
    pub presented_code: Option<String>,
    /// The party's reference.
    pub reference: Option<String>,
    /// ms since 1970 UTC.
    pub started_ms: i64,
    /// When the host cancels it.
    pub expires_ms: i64,
    /// 1 = the first call.
    pub attempt: u32,
}

/// Whoever has the presented code can charge the customer: it is never printed.
impl std::fmt::Debug for ChargeDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChargeDetails").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A refund as the plugin sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundDetails {
    /// The party's refund number.
    pub id: String,
    /// Minor units.
    pub amount_minor: i64,
    /// For people.
    pub reason: String,
    /// ms since 1970 UTC.
    pub started_ms: i64,
    /// 1 = the first call.
    pub attempt: u32,
}

/// What a payment plugin is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Which function of the point.
    pub step: PaymentStep,
    /// What is charged, or was.
    pub charge: ChargeDetails,
    /// What is paid back.
    pub refund: Option<RefundDetails>,
    /// When it is asked, ms since 1970 UTC.
    pub now_ms: i64,
}

impl PaymentRequest {
    /// Whether money comes or goes.
    pub fn kind(&self) -> PaymentKind {
        if self.refund.is_some() { PaymentKind::Refund } else { PaymentKind::Charge }
    }
}

/// A message on its way to a member.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// Its id, the same over re-runs and retries.
    pub message: String,
    /// `sms`, `wechat`, `wecom`, `email` or `app`.
    pub channel: String,
    /// Where it goes. Personal data.
    pub address: String,
    /// `service` or `marketing`.
    pub purpose: String,
    /// Whose message it is.
    pub plugin: String,
    /// Its name in that plugin's manifest.
    pub template: String,
    /// That manifest's text, parameters not filled in.
    pub text: String,
    /// A JSON object of texts.
    pub parameters: String,
    /// A BCP 47 tag.
    pub language: String,
    /// 1 = the first.
    pub attempt: u32,
    /// When it is of no use any more, ms since 1970 UTC.
    pub expires_ms: i64,
    /// Ms since 1970 UTC.
    pub now_ms: i64,
}

/// Without address and parameters: they never come into a log.
impl std::fmt::Debug for OutgoingMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutgoingMessage")
            .field("message", &self.message)
            .field("channel", &self.channel)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// An export that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    /// The same over re-runs and retries.
    pub invocation: String,
    /// Its name in the manifest.
    pub name: String,
    /// JSON text.
    pub parameters: String,
    /// Who asked.
    pub caller: String,
    /// A BCP 47 tag.
    pub language: String,
    /// 1 = the first.
    pub attempt: u32,
    /// When, ms since 1970 UTC.
    pub now_ms: i64,
}

/// What an effectful invocation is about: it decides the point that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// `events.handle`.
    Event(EventEnvelope),
    /// `jobs.run`.
    Job(JobRun),
    /// `http.handle`.
    Http(HttpRequest),
    /// `actions.run`.
    Action(ActionPress),
    /// `reports.run`.
    Report(ReportQuery),
    /// `payment.charge`, `payment.cancel` or `payment.refund`.
    Payment(PaymentRequest),
    /// `messaging.send`.
    Message(OutgoingMessage),
    /// `exports.run`.
    Export(ExportRequest),
    /// `channel.push`.
    Push(ChannelPush),
}

impl Occasion {
    /// The point that is called.
    pub fn point(&self) -> Point {
        match self {
            Occasion::Event(_) => Point::EventsHandle,
            Occasion::Job(_) => Point::JobsRun,
            Occasion::Http(_) => Point::HttpHandle,
            Occasion::Action(_) => Point::ActionsRun,
            Occasion::Report(_) => Point::ReportsRun,
            Occasion::Message(_) => Point::MessagingSend,
            Occasion::Export(_) => Point::ExportsRun,
            Occasion::Push(_) => Point::ChannelPush,
            Occasion::Payment(request) => match (request.kind(), request.step) {
                (PaymentKind::Refund, _) => Point::PaymentRefund,
                (PaymentKind::Charge, PaymentStep::Cancel) => Point::PaymentCancel,
                (PaymentKind::Charge, _) => Point::PaymentCharge,
            },
        }
    }

    /// Which function of a payment's point is called; of no account for others.
    pub(crate) fn step(&self) -> PaymentStep {
        match self {
            Occasion::Payment(request) => request.step,
            _ => PaymentStep::Start,
        }
    }

    /// Bytes that grow with the input: what limits scale with.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Occasion::Event(event) => event.payload.len(),
            Occasion::Job(_) | Occasion::Payment(_) => 0,
            Occasion::Http(request) => request.body.len(),
            Occasion::Action(press) => press.input.len(),
            Occasion::Report(query) => query.parameters.len(),
            Occasion::Message(message) => message.text.len() + message.parameters.len(),
            Occasion::Export(request) => request.parameters.len(),
            Occasion::Push(push) => push.items.iter().map(|item| item.mapping.len()).sum(),
        }
    }
}

/// What a route answers; the app checks it before it goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a person who pressed a button reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionAnswer {
    /// One sentence.
    pub message: String,
    /// JSON text; `null` for nothing.
    pub data: String,
}

/// A table for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportTable {
    /// For the reader.
    pub title: String,
    /// What each column holds.
    pub columns: Vec<ReportColumn>,
    /// As many cells each as there are columns: checked by the app.
    pub rows: Vec<Vec<ReportCell>>,
    /// `table`, `figure`, `line`, `bar` or a word of the plugin's.
    pub plot: String,
}

/// A column of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportColumn {
    /// Stable.
    pub name: String,
    /// For the reader.
    pub title: String,
    /// `text`, `money`, `count`, `quantity` (millionths), `rate` (parts per million), `date` or a word of the plugin's.
    pub kind: String,
    /// The ISO 4217 code of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A cell of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReportCell {
    /// A number in the unit of its column.
    Number(i64),
    /// A text.
    Text(String),
    /// Nothing.
    Empty,
}

/// What an invocation answers beside its effects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Reply {
    /// An event or job: nothing.
    Done,
    /// A route.
    Http(HttpResponse),
    /// A button.
    Action(ActionAnswer),
    /// A report.
    Report(ReportTable),
    /// A charge, cancel or refund.
    Payment(PaymentAnswer),
    /// A message: the provider's id of it, empty for none.
    Sent(String),
    /// An export: the number of its file among those recorded.
    Exported(u32),
    /// What went out to a sales channel.
    Push(PushAnswer),
}
