//! Returns: committed whole; no unit of a sale comes back twice.

mod commit;
mod read;

pub use commit::{CommitReturn, CommitReturnError, CommittedReturn};
