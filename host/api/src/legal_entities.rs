//! Legal entities.

pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod read;
pub(crate) mod wire;
