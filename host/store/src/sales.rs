//! Sales: committed whole, paid or voided later, read back exactly as they were.

mod commit;
mod list;
mod payment;
mod read;

pub use commit::{CommitError, CommitSale, CommittedSale};
pub use list::{SaleFilter, SaleSummary};
pub use payment::{CompletePayment, ExpiredSale, PaymentError, SettledSale, VoidError, VoidSale};
pub use read::{Replay, SalePricing};
