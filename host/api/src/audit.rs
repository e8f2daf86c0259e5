//! The audit trail: one layer around all routes writes it, a table says of each what is kept, a route shows it.

pub(crate) mod layer;
pub(crate) mod list;
mod table;
mod wire;
