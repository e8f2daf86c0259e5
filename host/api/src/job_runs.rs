//! Runs of plugins' jobs.

pub(crate) mod list;
