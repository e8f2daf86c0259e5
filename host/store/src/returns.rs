//! Returns: committed whole; no unit of a sale comes back twice.

mod commit;
mod read;
mod rows;

pub use commit::{CommitReturn, CommitReturnError, CommittedReturn};
pub(crate) use read::load_returns;
