//! Deliveries that were given up.

pub(crate) mod list;
pub(crate) mod retry;
pub(crate) mod skip;
