//! Returns.

pub(crate) mod create;
pub(crate) mod preview;
pub(crate) mod read;
pub(crate) mod wire;
