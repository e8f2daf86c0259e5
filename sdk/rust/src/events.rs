//! The events point as a plugin author sees it.

pub use crate::bindings::events::exports::bodega::events::handle::Failure;
use crate::{Balance, Envelope, Host};

/// Serves `events.handle`.
pub trait EventHandler {
    /// Handles one event. What it records through `host` is committed with the delivery mark after it returned
    /// ok, or not at all; a conflict at commit (an account below its floor, a stale document) calls it again.
    ///
    /// # Errors
    /// [`Failure::Retry`] to be called again later, [`Failure::Reject`] where that cannot help.
    fn handle(event: &Envelope, host: &mut impl Host) -> Result<(), Failure>;
}

/// Sum of what the accounts can spend.
pub fn ledger_total(balances: &[Balance]) -> i64 {
    balances.iter().map(|balance| balance.available).sum()
}
