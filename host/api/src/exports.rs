//! Exports: documents of plugins, asked for now and fetched when they are done.

pub(crate) mod ask;
pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod wire;
