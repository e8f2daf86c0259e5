//! Ledger accounts of plugins.

pub(crate) mod list;
