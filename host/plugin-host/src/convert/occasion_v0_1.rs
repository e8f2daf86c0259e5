//! Contract 0.1 to the host's types and back: what invocations are about and what they answer.

use super::v0_1::message;
use crate::bindings::v0_1::bodega::{actions, data, exports as asked, http, jobs, messaging, reports};
use crate::bindings::v0_1::exports::bodega as exports;
use crate::error::Refusal;
use crate::input::Weigh;
use crate::occasion::{
    ActionAnswer, ActionPress, EventEnvelope, ExportRequest, HttpCaller, HttpRequest, HttpResponse, JobRun,
    OutgoingMessage, ReportCell, ReportColumn, ReportQuery, ReportTable,
};

pub(crate) fn envelope(from: &EventEnvelope) -> data::event::Envelope {
    data::event::Envelope {
        id: from.id.clone(),
        type_: from.kind.clone(),
        subject: from.subject.clone(),
        sequence: from.sequence,
        occurred_ms: from.occurred_ms,
        recorded_ms: from.recorded_ms,
        payload: from.payload.clone(),
    }
}

pub(crate) fn job_run(from: &JobRun) -> jobs::run_info::Details {
    jobs::run_info::Details {
        invocation: from.invocation.clone(),
        job: from.job.clone(),
        scheduled_ms: from.scheduled_ms,
        scheduled_local: from.scheduled_local.clone(),
        now_ms: from.now_ms,
        attempt: from.attempt,
        missed: from.missed,
    }
}

pub(crate) fn http_head(from: &HttpRequest) -> http::incoming::Head {
    http::incoming::Head {
        invocation: from.invocation.clone(),
        method: from.method.clone(),
        path: from.path.clone(),
        query: from.query.clone(),
        headers: from.headers.clone(),
        caller: match &from.caller {
            HttpCaller::Token(id) => http::incoming::Caller::Token(id.clone()),
            HttpCaller::Public => http::incoming::Caller::Public,
        },
        route: from.route.clone(),
        now_ms: from.now_ms,
        body_bytes: u32::try_from(from.body.len()).unwrap_or(u32::MAX),
    }
}

pub(crate) fn action_press(from: &ActionPress) -> actions::press::Details {
    actions::press::Details {
        invocation: from.invocation.clone(),
        action: from.action.clone(),
        subject: from.subject.clone(),
        input: from.input.clone(),
        caller: from.caller.clone(),
        language: from.language.clone(),
        now_ms: from.now_ms,
    }
}

pub(crate) fn report_query(from: &ReportQuery) -> reports::query::Details {
    reports::query::Details {
        report: from.report.clone(),
        parameters: from.parameters.clone(),
        language: from.language.clone(),
        now_ms: from.now_ms,
    }
}

pub(crate) fn outgoing(from: &OutgoingMessage) -> messaging::outgoing::Details {
    messaging::outgoing::Details {
        message: from.message.clone(),
        channel: from.channel.clone(),
        address: from.address.clone(),
        purpose: from.purpose.clone(),
        plugin: from.plugin.clone(),
        template: from.template.clone(),
        text: from.text.clone(),
        parameters: from.parameters.clone(),
        language: from.language.clone(),
        attempt: from.attempt,
        expires_ms: from.expires_ms,
        now_ms: from.now_ms,
    }
}

pub(crate) fn export_request(from: &ExportRequest) -> asked::request::Details {
    asked::request::Details {
        invocation: from.invocation.clone(),
        name: from.name.clone(),
        parameters: from.parameters.clone(),
        caller: from.caller.clone(),
        language: from.language.clone(),
        attempt: from.attempt,
        now_ms: from.now_ms,
    }
}

pub(crate) fn http_response(from: exports::http::handle::Response) -> HttpResponse {
    HttpResponse { status: from.status, headers: from.headers, body: from.body }
}

pub(crate) fn action_answer(from: exports::actions::run::Answer) -> ActionAnswer {
    ActionAnswer { message: message(from.message), data: from.data }
}

pub(crate) fn report_table(from: exports::reports::run::Table) -> ReportTable {
    use exports::reports::run::{Cell, Plot};
    let cell = |cell| match cell {
        Cell::Text(text) => ReportCell::Text(text),
        Cell::Number(number) => ReportCell::Number(number),
        Cell::Empty => ReportCell::Empty,
    };
    let plot = match from.plot {
        Plot::Table => "table".to_owned(),
        Plot::Figure => "figure".to_owned(),
        Plot::Line => "line".to_owned(),
        Plot::Bar => "bar".to_owned(),
        Plot::Other(word) => word,
    };
    ReportTable {
        title: from.title,
        columns: from.columns.into_iter().map(report_column).collect(),
        rows: from.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
        plot,
    }
}

fn report_column(from: exports::reports::run::Column) -> ReportColumn {
    use exports::reports::run::Kind;
    let (kind, currency) = match from.kind {
        Kind::Text => ("text".to_owned(), None),
        Kind::Money(currency) => ("money".to_owned(), Some(currency)),
        Kind::Count => ("count".to_owned(), None),
        Kind::Quantity => ("quantity".to_owned(), None),
        Kind::Rate => ("rate".to_owned(), None),
        Kind::Date => ("date".to_owned(), None),
        Kind::Other(word) => (word, None),
    };
    ReportColumn { name: from.name, title: from.title, kind, currency }
}

/// A failure of a point whose variant is `retry`, `reject` or `other`.
macro_rules! failure {
    ($name:ident, $failure:path) => {
        pub(crate) fn $name(from: $failure) -> Refusal {
            use $failure as Failure;
            match from {
                Failure::Retry(text) => Refusal::Retry(message(text)),
                Failure::Reject(text) => Refusal::Reject(message(text)),
                Failure::Other(text) => Refusal::Other(message(text)),
            }
        }
    };
}

failure!(event_failure, exports::events::handle::Failure);
failure!(job_failure, exports::jobs::run::Failure);
failure!(http_failure, exports::http::handle::Failure);
failure!(export_failure, exports::exports::run::Failure);

pub(crate) fn send_failure(from: exports::messaging::send::Failure) -> Refusal {
    use exports::messaging::send::Failure;
    match from {
        Failure::Retry(text) => Refusal::Retry(message(text)),
        Failure::RetryAfter(later) => {
            Refusal::RetryAfter { message: message(later.reason), after_ms: later.after_ms }
        }
        Failure::Reject(text) => Refusal::Reject(message(text)),
        Failure::Other(text) => Refusal::Other(message(text)),
    }
}

pub(crate) fn action_failure(from: exports::actions::run::Failure) -> Refusal {
    use exports::actions::run::Failure;
    match from {
        Failure::Reject(text) => Refusal::Reject(message(text)),
        Failure::Other(text) => Refusal::Other(message(text)),
    }
}

impl Weigh for data::event::Envelope {
    fn weigh(&self) -> usize {
        self.id.len() + self.type_.len() + self.subject.len() + self.payload.len()
    }
}

impl Weigh for jobs::run_info::Details {
    fn weigh(&self) -> usize {
        self.invocation.len() + self.job.len() + self.scheduled_local.len()
    }
}

impl Weigh for http::incoming::Head {
    fn weigh(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.invocation.len() + self.path.len() + self.query.len() + self.route.len() + headers
    }
}

impl Weigh for actions::press::Details {
    fn weigh(&self) -> usize {
        self.invocation.len() + self.action.len() + self.subject.len() + self.input.len()
    }
}

impl Weigh for reports::query::Details {
    fn weigh(&self) -> usize {
        self.report.len() + self.parameters.len()
    }
}

impl Weigh for messaging::outgoing::Details {
    fn weigh(&self) -> usize {
        self.address.len() + self.text.len() + self.parameters.len() + self.template.len()
    }
}

impl Weigh for asked::request::Details {
    fn weigh(&self) -> usize {
        self.invocation.len() + self.name.len() + self.parameters.len()
    }
}
