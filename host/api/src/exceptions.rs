//! Exceptions: what a person must look at.

pub(crate) mod list;
pub(crate) mod resolve;
