//! Members, and their personal data apart from them.

pub(crate) mod batch;
pub(crate) mod contact;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod person;
pub(crate) mod put;
pub(crate) mod read;
pub(crate) mod wire;
