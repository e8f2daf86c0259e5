//! Roles: built in and the company's own.

pub(crate) mod change;
pub(crate) mod list;
