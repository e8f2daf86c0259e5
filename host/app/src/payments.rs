//! Payments that plugins move: charges of a sale's tenders and refunds. Each is stored before anybody is asked, asked for
//! with no transaction open, and its answer is checked and stored before anything follows from it. What is not known stays
//! pending: it is asked for again by the same id, cancelled when its time is up, and shown to a person when that does not help.

mod ask;
mod back;
mod decide;
mod follow;
mod notice;
mod plan;
mod read;
mod tenders;
mod work;

pub(crate) use back::{Back, plan_refunds};
pub use decide::{Decision, cancel, decide};
pub(crate) use decide::{expire, stop_all};
pub(crate) use follow::{Change, rework};
pub use plan::NewTender;
pub(crate) use plan::{Place, Planned, plan};
pub use read::{PaymentMethod, PaymentView, list_methods, list_payments, read_payment};
pub use tenders::add_tenders;
pub(crate) use work::{run_due, start};
