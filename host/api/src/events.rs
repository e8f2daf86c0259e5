//! Events in the tenant's order.

pub(crate) mod list;
