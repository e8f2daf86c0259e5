//! Payments that plugins move: stored with their sale or return before anybody is asked, leased by one node at a time,
//! changed only as they were read.

mod change;
mod lease;
mod list;
mod rows;

use bodega_domain::ids::{PaymentId, ReturnId, SaleId};
use bodega_domain::org::Reach;
use bodega_domain::payment::{PaymentAnswer, PaymentState};
use uuid::Uuid;

pub(crate) use rows::{counted_refunds, payment_row, read_payment, report_row};

/// What was asked or said once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: Uuid,
    /// ms since 1970 UTC.
    pub at_ms: i64,
    /// `start`, `query`, `cancel`, `report` or `decision`.
    pub step: String,
    /// What came of it, e.g. `paid`, `failed`, `refused`.
    pub outcome: String,
    /// More, for people; nothing secret.
    pub detail: Option<String>,
}

/// What a party reported by itself and nobody read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadReport {
    /// The attempt's id.
    pub id: Uuid,
    /// When it came.
    pub at_ms: i64,
    /// What it says.
    pub answer: PaymentAnswer,
}

/// A report to be stored with the effects of its invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    /// Which payment.
    pub payment: PaymentId,
    /// What it says.
    pub answer: PaymentAnswer,
}

/// Which payments are listed.
#[derive(Clone, Debug, Default)]
pub struct PaymentFilter {
    /// Of one sale, refunds included.
    pub sale: Option<SaleId>,
    /// Of one return.
    pub sale_return: Option<ReturnId>,
    /// In one state.
    pub state: Option<PaymentState>,
    /// Whose units' rows are wanted.
    pub reach: Reach,
}
