//! Documents of plugins: generic, whatever a collection means.

pub(crate) mod batch;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod read;
pub(crate) mod wire;
