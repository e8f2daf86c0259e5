//! Prices.

pub(crate) mod batch;
pub(crate) mod list;
pub(crate) mod wire;
