//! A payment: money that an outside party moves for a tender, and how its state follows from what the party says.
//! Nothing is guessed: without a verified answer a payment stays as it is.

use crate::ids::{InstallationId, OrgUnitId, PaymentId, ReturnId, SaleId, TenderId, TerminalId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a tender's method starts with where a plugin charges it: `pay:METHOD`.
pub const PAY_PREFIX: &str = "pay:";
/// The longest reference of a party, characters.
const REFERENCE_MAX: usize = 128;
/// The longest code of a decline, characters.
const CODE_MAX: usize = 64;
/// The longest text for people, characters.
const TEXT_MAX: usize = 300;
/// The most languages of one text.
const LANGUAGES_MAX: usize = 16;
/// The longest QR text or link, bytes: what fits a QR code.
const SHOWN_MAX: usize = 2_953;
/// How long a party may say that it knows no such charge before it is cancelled, ms: longer than a request is on its way.
pub const UNKNOWN_GRACE_MS: i64 = 30_000;

/// Text by language.
pub type Texts = BTreeMap<String, String>;

/// Money that moved, as the party says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The party's reference.
    pub reference: String,
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// By the party's clock, ms since 1970 UTC.
    pub at_ms: i64,
}

/// What the till shows meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Nothing but the message.
    #[default]
    Nothing,
    /// A QR code of this text.
    Qr(String),
    /// A link to the party's app.
    Link(String),
    /// What a later contract may bring.
    Other(String),
}

/// A payment on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// For the customer's eyes.
    pub show: Show,
    /// For the till, by language.
    pub message: Texts,
    /// Ms until asking again is of use; 0 = the host's own pace.
    pub query_after_ms: u32,
}

/// No money will come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Stable, for programs.
    pub code: String,
    /// For the customer, by language.
    pub customer: Texts,
    /// For the cashier, by language.
    pub cashier: Texts,
}

/// What a party says, through its plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentAnswer {
    /// The money moved.
    Paid(Receipt),
    /// Not decided yet.
    Pending(Waiting),
    /// No money will come.
    Declined(Decline),
    /// The party knows no such order.
    Unknown,
    /// The charge was stopped.
    Cancelled,
    /// What a later contract may bring.
    Other(String),
}

impl PaymentAnswer {
    /// Its name in histories.
    pub fn as_str(&self) -> &'static str {
        match self {
            PaymentAnswer::Paid(_) => "paid",
            PaymentAnswer::Pending(_) => "pending",
            PaymentAnswer::Declined(_) => "declined",
            PaymentAnswer::Unknown => "unknown",
            PaymentAnswer::Cancelled => "cancelled",
            PaymentAnswer::Other(_) => "other",
        }
    }
}

/// What the plugin was asked, or who spoke unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStep {
    /// To ask for the money.
    Start,
    /// What became of it.
    Query,
    /// To stop it.
    Cancel,
    /// The party spoke by itself.
    Report,
    /// A person decided.
    Decision,
}

/// Whether money comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// From the customer.
    Charge,
    /// Back to the customer.
    Refund,
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Stored; the plugin is about to be called, or was when the node went down.
    Starting,
    /// Asked for, outcome unknown.
    Pending,
    /// Being stopped, outcome unknown.
    Cancelling,
    /// The money moved.
    Paid,
    /// No money moved, and none will.
    Failed,
    /// A refund that was paid out in another way.
    Replaced,
}

impl PaymentState {
    /// Whether the party has the last word still to say.
    pub fn is_open(self) -> bool {
        matches!(self, PaymentState::Starting | PaymentState::Pending | PaymentState::Cancelling)
    }
}

/// What is meant to become of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// It is to pay for the sale.
    Take,
    /// The sale's time is up: money that is there when all is known still pays for it.
    Expire,
    /// The sale is given up: money that is there when all is known goes back.
    Void,
}

/// A payment, or a refund of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The party's order number, too.
    pub id: PaymentId,
    /// Whether money comes or goes.
    pub kind: PaymentKind,
    /// Where it stands.
    pub state: PaymentState,
    /// What is meant to become of it.
    pub intent: Intent,
    /// The sale it belongs to.
    pub sale: SaleId,
    /// The sale's number, or the return's.
    pub number: String,
    /// The return that it pays back for.
    pub sale_return: Option<ReturnId>,
    /// The tender of the sale or return.
    pub tender: TenderId,
    /// The charge that a refund takes back.
    pub charge: Option<PaymentId>,
    /// Who moves the money.
    pub installation: InstallationId,
    /// The plugin's name.
    pub plugin: String,
    /// The method as its manifest names it.
    pub method: String,
    /// Where.
    pub store: OrgUnitId,
    /// At which terminal.
    pub terminal: TerminalId,
    /// More than 0.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// The code that the customer presented, until the charge was started.
    pub presented_code: Option<String>,
    /// Why it is refunded, for people.
    pub reason: Option<String>,
    /// ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When a charge is cancelled, ms since 1970 UTC.
    pub expires_at_ms: Option<i64>,
    /// The party's reference.
    pub reference: Option<String>,
    /// When the money moved, by the party's clock.
    pub paid_at_ms: Option<i64>,
    /// What to show meanwhile.
    pub waiting: Option<Waiting>,
    /// Why no money comes.
    pub decline: Option<Decline>,
    /// What went wrong last.
    pub error: Option<String>,
    /// Calls of the plugin so far.
    pub attempts: u32,
    /// When it is looked at next; `None` = nothing is left to do.
    pub due_at_ms: Option<i64>,
    /// Counts up with each change.
    pub version: i64,
}

/// Why an answer is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbelievable {
    /// Another amount than was asked for.
    #[error("{given} {currency} moved, {asked} were asked for")]
    Amount {
        /// As the party says.
        given: i64,
        /// As the party says.
        currency: String,
        /// In the payment's currency.
        asked: i64,
    },
    /// A second receipt for one payment.
    #[error("the payment was settled as {first:?} before, now as {second:?}")]
    Twice {
        /// The first reference.
        first: String,
        /// The second one.
        second: String,
    },
    /// A word that the question does not allow.
    #[error("{answer} is no answer to {step}")]
    OutOfPlace {
        /// What was said.
        answer: &'static str,
        /// What was asked.
        step: &'static str,
    },
    /// A text that is missing, too long or not printable.
    #[error("the answer's {0} is missing, too long or not printable")]
    Malformed(&'static str),
}

/// What an answer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The payment's state or what it shows changed.
    Changed,
    /// It was news of yesterday.
    Stale,
}

impl Payment {
    /// Takes what the party says. Late, doubled and out-of-order news change nothing.
    ///
    /// # Errors
    /// The answer contradicts what was asked: nothing of it is taken.
    pub fn take(
        &mut self,
        step: PaymentStep,
        answer: &PaymentAnswer,
        now_ms: i64,
    ) -> Result<Effect, Unbelievable> {
        let out_of_place = || {
            let step = match step {
                PaymentStep::Start => "start",
                PaymentStep::Query => "query",
                PaymentStep::Cancel => "cancel",
                PaymentStep::Report => "a report",
                PaymentStep::Decision => "a decision",
            };
            Unbelievable::OutOfPlace { answer: answer.as_str(), step }
        };
        match answer {
            PaymentAnswer::Paid(receipt) => self.paid(receipt),
            PaymentAnswer::Pending(waiting) => self.still_pending(waiting),
            PaymentAnswer::Declined(_) | PaymentAnswer::Unknown if step == PaymentStep::Cancel => {
                Err(out_of_place())
            }
            PaymentAnswer::Declined(decline) => self.declined(decline),
            PaymentAnswer::Unknown => Ok(self.unknown(now_ms)),
            PaymentAnswer::Cancelled if step == PaymentStep::Cancel && self.kind == PaymentKind::Charge => {
                Ok(self.close())
            }
            PaymentAnswer::Cancelled | PaymentAnswer::Other(_) => Err(out_of_place()),
        }
    }

    fn paid(&mut self, receipt: &Receipt) -> Result<Effect, Unbelievable> {
        if !is_line(&receipt.reference, REFERENCE_MAX) {
            return Err(Unbelievable::Malformed("reference"));
        }
        if receipt.amount_minor != self.amount_minor || receipt.currency != self.currency {
            let currency: String = receipt.currency.chars().take(3).collect();
            return Err(Unbelievable::Amount {
                given: receipt.amount_minor,
                currency,
                asked: self.amount_minor,
            });
        }
        match (self.state, &self.reference) {
            (PaymentState::Paid, Some(first)) if *first != receipt.reference => {
                Err(Unbelievable::Twice { first: first.clone(), second: receipt.reference.clone() })
            }
            (PaymentState::Paid | PaymentState::Replaced, _) => Ok(Effect::Stale),
            _ => {
                self.state = PaymentState::Paid;
                self.reference = Some(receipt.reference.clone());
                self.paid_at_ms = Some(receipt.at_ms);
                (self.waiting, self.decline, self.error, self.presented_code) = (None, None, None, None);
                Ok(Effect::Changed)
            }
        }
    }

    fn still_pending(&mut self, waiting: &Waiting) -> Result<Effect, Unbelievable> {
        check_texts(&waiting.message, "message")?;
        match &waiting.show {
            Show::Nothing => {}
            Show::Qr(text) | Show::Link(text) | Show::Other(text) => {
                if !is_line(text, SHOWN_MAX) {
                    return Err(Unbelievable::Malformed("code to show"));
                }
            }
        }
        if !self.state.is_open() {
            return Ok(Effect::Stale);
        }
        if self.state == PaymentState::Starting {
            self.state = PaymentState::Pending;
        }
        // What a later answer leaves out is still what the customer looks at.
        let shown = self.waiting.take().map(|before| before.show).unwrap_or_default();
        let show = if waiting.show == Show::Nothing { shown } else { waiting.show.clone() };
        self.waiting = Some(Waiting { show, ..waiting.clone() });
        (self.error, self.presented_code) = (None, None);
        Ok(Effect::Changed)
    }

    fn declined(&mut self, decline: &Decline) -> Result<Effect, Unbelievable> {
        if !is_line(&decline.code, CODE_MAX) {
            return Err(Unbelievable::Malformed("code"));
        }
        check_texts(&decline.customer, "text for the customer")?;
        check_texts(&decline.cashier, "text for the cashier")?;
        if !self.state.is_open() {
            return Ok(Effect::Stale);
        }
        self.close();
        self.decline = Some(decline.clone());
        Ok(Effect::Changed)
    }

    fn unknown(&mut self, now_ms: i64) -> Effect {
        if !self.state.is_open() || self.state == PaymentState::Cancelling {
            return Effect::Stale;
        }
        self.state = match self.kind {
            PaymentKind::Refund => PaymentState::Starting,
            // The request may still be on its way: only a cancel makes sure.
            PaymentKind::Charge if now_ms - self.created_at_ms >= UNKNOWN_GRACE_MS => {
                PaymentState::Cancelling
            }
            PaymentKind::Charge => PaymentState::Pending,
        };
        self.presented_code = None;
        Effect::Changed
    }

    /// No money moved, and none will.
    pub fn close(&mut self) -> Effect {
        if !self.state.is_open() {
            return Effect::Stale;
        }
        self.state = PaymentState::Failed;
        (self.waiting, self.error, self.presented_code) = (None, None, None);
        Effect::Changed
    }
}

/// A text of one line that people can read.
fn is_line(text: &str, chars_max: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= chars_max && !text.contains(char::is_control)
}

fn check_texts(texts: &Texts, what: &'static str) -> Result<(), Unbelievable> {
    let fits = |(language, text): (&String, &String)| language.len() <= 35 && is_line(text, TEXT_MAX);
    if texts.len() > LANGUAGES_MAX || !texts.iter().all(fits) {
        return Err(Unbelievable::Malformed(what));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
