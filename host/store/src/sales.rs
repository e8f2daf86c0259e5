//! Sales: committed whole, paid or voided later, read back exactly as they were.

mod commit;
mod list;
pub(crate) mod load;
mod payment;
mod read;
pub(crate) mod rows;

pub(crate) use commit::event_rows;
pub use commit::{CommitError, CommitSale, CommittedSale};
pub use list::{SaleFilter, SaleSummary};
pub use payment::{CompletePayment, ExpiredSale, PaymentError, SettledSale, VoidError, VoidSale};
pub use read::{Replay, SalePricing};
