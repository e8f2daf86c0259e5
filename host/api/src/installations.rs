//! Installations: plugins a merchant switched on.

pub(crate) mod life;
pub(crate) mod list;
pub(crate) mod migration;
pub(crate) mod put;
pub(crate) mod read;
pub(crate) mod remove;
pub(crate) mod settings;
pub(crate) mod trial;
pub(crate) mod wire;
