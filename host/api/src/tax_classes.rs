//! Tax classes with their rates.

pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod wire;
