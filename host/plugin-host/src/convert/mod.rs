//! Between WIT types and the host's own: one file a contract version.

pub(crate) mod v0_1;
