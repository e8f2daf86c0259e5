//! Paired terminals, and signing in at them.

pub(crate) mod pair;
pub(crate) mod till;
