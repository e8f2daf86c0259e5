//! Packages: plugins as their authors publish them.

pub(crate) mod asks;
pub(crate) mod fetch;
pub(crate) mod list;
pub(crate) mod publish;
pub(crate) mod wire;

pub use publish::PACKAGE_MAX;
