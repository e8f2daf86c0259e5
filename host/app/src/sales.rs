//! Sales: quoted, checked out, paid or voided, explained; past ones imported.

mod checkout;
mod explain;
mod history;
mod payment;
mod read;
mod validate;

pub use crate::pricing::quote_draft as quote;
pub use checkout::{CheckedOut, ExpectedQuote, NUMBER_LEN_MAX, NewSale, checkout};
pub(crate) use checkout::{TENDERS_MAX, event, sale_committed};
pub use explain::{ExplainedAdjustment, ExplainedCheck, ExplainedPlugin, Explanation, explain};
pub use history::{HISTORY_BATCH_MAX, HistoryItem, HistoryLine, import_history};
pub use payment::{PaymentOutcome, record_payment, void, void_expired};
pub(crate) use read::find_sale;
pub use read::{get_sale, list_sales};
pub use validate::objections;
