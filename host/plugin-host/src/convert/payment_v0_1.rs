//! Contract 0.1 to the domain's words and back: payments.

use super::v0_1::message;
use crate::bindings::v0_1::bodega::base::types::Localized;
use crate::bindings::v0_1::bodega::payment::{request, types};
use crate::bindings::v0_1::exports::bodega::payment::cancel;
use crate::error::Refusal;
use crate::input::Weigh;
use crate::occasion::{PaymentRequest, RefundDetails};
use bodega_domain::payment::{Decline, PaymentAnswer, Receipt, Show, Texts, Waiting};

pub(crate) fn charge(from: &PaymentRequest) -> request::ChargeDetails {
    let charge = &from.charge;
    request::ChargeDetails {
        id: charge.id.clone(),
        method: charge.method.clone(),
        amount: charge.amount_minor,
        currency: charge.currency.clone(),
        sale: charge.sale.clone(),
        number: charge.number.clone(),
        store: charge.store.clone(),
        terminal: charge.terminal.clone(),
        presented_code: charge.presented_code.clone(),
        reference: charge.reference.clone(),
        started_ms: charge.started_ms,
        expires_ms: charge.expires_ms,
        now_ms: from.now_ms,
        attempt: charge.attempt,
    }
}

pub(crate) fn refund(from: &RefundDetails) -> request::RefundDetails {
    request::RefundDetails {
        id: from.id.clone(),
        amount: from.amount_minor,
        reason: from.reason.clone(),
        started_ms: from.started_ms,
        attempt: from.attempt,
    }
}

pub(crate) fn outcome(from: types::Outcome) -> PaymentAnswer {
    match from {
        types::Outcome::Paid(receipt) => PaymentAnswer::Paid(receipt_of(receipt)),
        types::Outcome::Pending(waiting) => PaymentAnswer::Pending(Waiting {
            show: match waiting.show {
                types::Show::Nothing => Show::Nothing,
                types::Show::Qr(text) => Show::Qr(text),
                types::Show::Link(text) => Show::Link(text),
                types::Show::Other(text) => Show::Other(text),
            },
            message: texts(waiting.message),
            query_after_ms: waiting.query_after_ms,
        }),
        types::Outcome::Declined(decline) => PaymentAnswer::Declined(Decline {
            code: decline.code,
            customer: texts(decline.customer),
            cashier: texts(decline.cashier),
        }),
        types::Outcome::Unknown => PaymentAnswer::Unknown,
        types::Outcome::Other(text) => PaymentAnswer::Other(message(text)),
    }
}

pub(crate) fn cancel_answer(from: cancel::Answer) -> PaymentAnswer {
    match from {
        cancel::Answer::Cancelled => PaymentAnswer::Cancelled,
        cancel::Answer::Paid(receipt) => PaymentAnswer::Paid(receipt_of(receipt)),
        cancel::Answer::Pending(query_after_ms) => {
            PaymentAnswer::Pending(Waiting { query_after_ms, ..Waiting::default() })
        }
        cancel::Answer::Other(text) => PaymentAnswer::Other(message(text)),
    }
}

pub(crate) fn failure(from: types::Failure) -> Refusal {
    match from {
        types::Failure::Retry(text) => Refusal::Retry(message(text)),
        types::Failure::Reject(text) => Refusal::Reject(message(text)),
        types::Failure::Other(text) => Refusal::Other(message(text)),
    }
}

fn receipt_of(from: types::Receipt) -> Receipt {
    Receipt {
        reference: from.reference,
        amount_minor: from.amount,
        currency: from.currency,
        at_ms: from.at_ms,
    }
}

fn texts(from: Vec<Localized>) -> Texts {
    from.into_iter().map(|localized| (localized.language, localized.text)).collect()
}

fn localized_bytes(texts: &[Localized]) -> usize {
    texts.iter().map(|text| text.language.len() + text.text.len()).sum()
}

impl Weigh for types::Outcome {
    fn weigh(&self) -> usize {
        match self {
            types::Outcome::Paid(receipt) => receipt.reference.len() + receipt.currency.len(),
            types::Outcome::Pending(waiting) => {
                let shown = match &waiting.show {
                    types::Show::Nothing => 0,
                    types::Show::Qr(text) | types::Show::Link(text) | types::Show::Other(text) => text.len(),
                };
                shown + localized_bytes(&waiting.message)
            }
            types::Outcome::Declined(decline) => {
                decline.code.len() + localized_bytes(&decline.customer) + localized_bytes(&decline.cashier)
            }
            types::Outcome::Unknown => 0,
            types::Outcome::Other(text) => text.len(),
        }
    }
}

impl Weigh for request::ChargeDetails {
    fn weigh(&self) -> usize {
        let code = self.presented_code.as_ref().map_or(0, String::len);
        let reference = self.reference.as_ref().map_or(0, String::len);
        let ids = self.id.len() + self.sale.len() + self.store.len() + self.terminal.len();
        ids + self.method.len() + self.number.len() + code + reference
    }
}

impl Weigh for request::RefundDetails {
    fn weigh(&self) -> usize {
        self.id.len() + self.reason.len()
    }
}
