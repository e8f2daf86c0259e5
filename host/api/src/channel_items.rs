//! Items of sales channels.

pub(crate) mod list;
pub(crate) mod retry;
