//! Sales: committed whole, paid or voided later, read back exactly as they were.

mod change;
mod commit;
mod list;
pub(crate) mod load;
mod read;
pub(crate) mod rows;

pub use change::{ChangeError, ChangeSale, ExpiredSale};
pub(crate) use commit::event_rows;
pub use commit::{CommitError, CommitSale, CommittedSale};
pub use list::{SaleFilter, SaleSummary};
pub use read::{Replay, SalePricing};
