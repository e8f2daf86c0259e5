//! Quotes: what a basket costs now.

pub(crate) mod create;
pub(crate) mod wire;
