//! Charges and refunds that a plugin moves at an outside party which behaves badly.

mod charges;
mod hostile;
mod ledger;
mod party;
mod refunds;
