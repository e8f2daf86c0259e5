//! The points beside pricing and events as a plugin author sees them.

pub use crate::bindings::actions::exports::bodega::actions::run::{
    Answer as ActionAnswer, Failure as ActionFailure,
};
pub use crate::bindings::exports::exports::bodega::exports::run::Failure as ExportFailure;
pub use crate::bindings::http::exports::bodega::http::handle::{
    Failure as HttpFailure, Response as HttpResponse,
};
pub use crate::bindings::imports::bodega::actions::press::Details as Press;
pub use crate::bindings::imports::bodega::basket::totals::{Sums as Totals, Tender};
pub use crate::bindings::imports::bodega::exports::request::Details as ExportRequest;
pub use crate::bindings::imports::bodega::http::incoming::{Caller as HttpCaller, Head as HttpRequest};
pub use crate::bindings::imports::bodega::jobs::run_info::Details as JobRun;
pub use crate::bindings::imports::bodega::messaging::outgoing::Details as OutgoingMessage;
pub use crate::bindings::imports::bodega::payment::request::{
    ChargeDetails as Charge, RefundDetails as Refund,
};
pub use crate::bindings::imports::bodega::payment::types::{
    Decline, Failure as PaymentFailure, Outcome as PaymentOutcome, Receipt, Show, Waiting,
};
pub use crate::bindings::imports::bodega::reports::query::Details as ReportQuery;
pub use crate::bindings::jobs::exports::bodega::jobs::run::Failure as JobFailure;
pub use crate::bindings::messaging::exports::bodega::messaging::send::{Failure as SendFailure, Later};
pub use crate::bindings::migration::exports::bodega::migration::run::Outcome as MigrationOutcome;
pub use crate::bindings::payment::exports::bodega::payment::cancel::Answer as CancelAnswer;
pub use crate::bindings::reports::exports::bodega::reports::run::{Cell, Column, Kind, Plot, Table};
pub use crate::bindings::validation::exports::bodega::validation::check::{Objection, Severity};
use crate::{Basket, Document, Host, Refusal};
use std::collections::BTreeMap;

/// Serves `validation.check`.
pub trait Validation {
    /// Looks at a basket after all discounts. `tenders` is empty for a quote.
    ///
    /// # Errors
    /// A refusal is a failure of the plugin, not of the sale: to refuse a sale, object.
    fn check(
        snapshot: &[u8],
        basket: &impl Basket,
        totals: Totals,
        tenders: &[Tender],
    ) -> Result<Vec<Objection>, Refusal>;
}

/// Serves `migration.run`: brings documents of an earlier version to the schemas of this one. Pure.
pub trait Migration {
    /// What becomes of a document that version `from` wrote. It may be asked of a document more than once.
    ///
    /// # Errors
    /// Ends the upgrade: the earlier version and all documents stay as they are, and the merchant reads why.
    fn migrate(from: &str, document: &Document) -> Result<MigrationOutcome, Refusal>;
}

/// Serves `jobs.run`.
pub trait Jobs {
    /// Does what is planned. Effects are committed with the mark that the run is done, or not at all.
    ///
    /// # Errors
    /// [`JobFailure::Retry`] to be run again later, [`JobFailure::Reject`] where that cannot help.
    fn run(run: &JobRun, host: &mut impl Host) -> Result<(), JobFailure>;
}

/// Serves `http.handle`.
pub trait Http {
    /// Answers a request; `body` is the exact bytes. Effects are committed before the answer goes out.
    ///
    /// # Errors
    /// [`HttpFailure::Retry`] answers 503, anything else 5xx; nothing is written then.
    fn handle(request: &HttpRequest, body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure>;
}

/// Serves `actions.run`.
pub trait Actions {
    /// Does what a button asks for. Effects are committed before the person reads the answer.
    ///
    /// # Errors
    /// In words for the person who pressed.
    fn run(press: &Press, host: &mut impl Host) -> Result<ActionAnswer, ActionFailure>;
}

/// Serves `reports.run`.
pub trait Reports {
    /// Computes a table. Recording an effect here is a fault.
    ///
    /// # Errors
    /// In words for the reader.
    fn run(query: &ReportQuery, host: &impl Host) -> Result<Table, Refusal>;
}

/// Serves `payment.charge` and `payment.cancel`. The host is read only here: record nothing, remember nothing but at the party.
pub trait Payments {
    /// Asks for the money, under `charge.id`. Called once for a payment.
    ///
    /// # Errors
    /// Where it is not known what became of it: the host then queries.
    fn charge(charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure>;
    /// Asks what became of it.
    ///
    /// # Errors
    /// The payment stays as it is.
    fn query(charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure>;
    /// Makes sure that no money comes any more, or says that it came.
    ///
    /// # Errors
    /// The payment stays as it is.
    fn cancel(charge: &Charge, host: &impl Host) -> Result<CancelAnswer, PaymentFailure>;
}

/// Serves `payment.refund`.
pub trait Refunds {
    /// Asks for the refund, under `refund.id`. The same id twice must refund once.
    ///
    /// # Errors
    /// Where it is not known what became of it: the host then queries.
    fn refund(refund: &Refund, charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure>;
    /// Asks what became of it.
    ///
    /// # Errors
    /// The refund stays as it is.
    fn query(refund: &Refund, charge: &Charge, host: &impl Host) -> Result<PaymentOutcome, PaymentFailure>;
}

/// Serves `messaging.send`.
pub trait Messaging {
    /// Hands a message to whoever delivers it and gives the provider's id of it, empty for none. `message.message` is the
    /// idempotency key. Effects are committed with the mark that it is sent.
    ///
    /// # Errors
    /// [`SendFailure::Retry`] or `RetryAfter` to be asked again while the message lives, [`SendFailure::Reject`] where that cannot help.
    fn send(message: &OutgoingMessage, host: &mut impl Host) -> Result<String, SendFailure>;
}

/// Serves `exports.run`.
pub trait Exports {
    /// Makes a document and gives the number of its file, as [`Host::begin_file`] or [`Host::begin_document`] gave it.
    ///
    /// # Errors
    /// [`ExportFailure::Retry`] to be asked again later, anything else in words for the person who asked.
    fn run(request: &ExportRequest, host: &mut impl Host) -> Result<u32, ExportFailure>;
}

/// A message's text with its parameters in their places; one that is missing stays as it is.
pub fn fill_text(text: &str, parameters: &str) -> String {
    let values: BTreeMap<String, String> = serde_json::from_str(parameters).unwrap_or_default();
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, tail)| Some((values.get(name)?, tail))) {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// An answer with a JSON body.
pub fn json_response(status: u16, body: &impl serde::Serialize) -> HttpResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    HttpResponse { status, headers, body: serde_json::to_vec(body).unwrap_or_default() }
}
