//! Between WIT types and the host's own: one file a contract version.

pub(crate) mod occasion_v0_1;
pub(crate) mod orders_v0_1;
pub(crate) mod outside_v0_1;
pub(crate) mod payment_v0_1;
pub(crate) mod v0_1;
