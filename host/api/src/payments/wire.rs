//! Payments on the wire. The code that a customer presented is never shown.

use crate::wire::wire_enum;
use bodega_app::payments::PaymentView;
use bodega_domain::payment;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Whether money comes or goes.
    PaymentKind = payment::PaymentKind {
        /// From the customer.
        Charge,
        /// Back to the customer.
        Refund,
    }
}

wire_enum! {
    /// Where a payment stands.
    PaymentState = payment::PaymentState {
        /// Stored; the plugin is about to be called.
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
}

/// A charge or refund that a plugin moves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Payment {
    /// Its id; without hyphens the order number at the party.
    pub id: Uuid,
    /// Whether money comes or goes.
    pub kind: PaymentKind,
    /// Where it stands.
    pub state: PaymentState,
    /// The sale.
    pub sale: Uuid,
    /// The return that it pays back for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_return: Option<Uuid>,
    /// The tender of the sale or return.
    pub tender: Uuid,
    /// The charge that a refund takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Uuid>,
    /// Who moves the money.
    pub installation: Uuid,
    /// The plugin's name.
    pub plugin: String,
    /// The method of the tender, `pay:METHOD`.
    pub method: String,
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// ms since 1970 UTC.
    pub created_at_ms: i64,
    /// When a charge is cancelled, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    /// The party's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When the money moved by the party's clock, ms since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_at_ms: Option<i64>,
    /// What to show while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// Why no money comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline: Option<Decline>,
    /// What went wrong last, for people who look after the plugin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Calls of the plugin so far.
    pub attempts: u32,
}

/// What the till shows while the money is on its way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Waiting {
    /// The text of a QR code that the customer scans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
    /// A link that opens the party's app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// For the till, by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub message: BTreeMap<String, String>,
}

/// Why no money comes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Decline {
    /// Stable, for programs.
    pub code: String,
    /// For the customer, by language.
    pub customer: BTreeMap<String, String>,
    /// For the cashier, by language.
    pub cashier: BTreeMap<String, String>,
}

impl From<payment::Payment> for Payment {
    fn from(from: payment::Payment) -> Self {
        Payment {
            id: from.id.0,
            kind: from.kind.into(),
            state: from.state.into(),
            sale: from.sale.0,
            sale_return: from.sale_return.map(|id| id.0),
            tender: from.tender.0,
            charge: from.charge.map(|id| id.0),
            installation: from.installation.0,
            plugin: from.plugin,
            method: format!("{}{}", payment::PAY_PREFIX, from.method),
            amount_minor: from.amount_minor,
            currency: from.currency,
            created_at_ms: from.created_at_ms,
            expires_at_ms: from.expires_at_ms,
            reference: from.reference,
            paid_at_ms: from.paid_at_ms,
            waiting: from.waiting.map(Into::into),
            decline: from.decline.map(|decline| Decline {
                code: decline.code,
                customer: decline.customer,
                cashier: decline.cashier,
            }),
            error: from.error,
            attempts: from.attempts,
        }
    }
}

impl From<payment::Waiting> for Waiting {
    fn from(from: payment::Waiting) -> Self {
        let (qr, link) = match from.show {
            payment::Show::Qr(text) => (Some(text), None),
            payment::Show::Link(text) => (None, Some(text)),
            payment::Show::Nothing | payment::Show::Other(_) => (None, None),
        };
        Waiting { qr, link, message: from.message }
    }
}

/// A payment with what was asked and said, oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PaymentHistory {
    /// The payment.
    #[serde(flatten)]
    pub payment: Payment,
    /// The latest 100 at most.
    pub history: Vec<Attempt>,
}

/// What was asked or said once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Attempt {
    /// ms since 1970 UTC.
    pub at_ms: i64,
    /// `start`, `query`, `cancel`, `report` or `decision`.
    pub step: String,
    /// What came of it: what the party said, `failed` (no answer), `refused` (not believed), `stale` (no news).
    pub outcome: String,
    /// More, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<PaymentView> for PaymentHistory {
    fn from(from: PaymentView) -> Self {
        let attempt = |attempt: bodega_app::data::PaymentAttempt| Attempt {
            at_ms: attempt.at_ms,
            step: attempt.step,
            outcome: attempt.outcome,
            detail: attempt.detail,
        };
        PaymentHistory {
            payment: from.payment.into(),
            history: from.attempts.into_iter().map(attempt).collect(),
        }
    }
}
