//! Stock documents and balances.

pub(crate) mod adjust;
pub(crate) mod list;
pub(crate) mod receive;
pub(crate) mod wire;
