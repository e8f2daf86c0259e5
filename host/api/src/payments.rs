//! Payments that plugins move: listed with their histories, stopped, decided by people.

pub(crate) mod cancel;
pub(crate) mod decide;
pub(crate) mod list;
pub(crate) mod methods;
pub(crate) mod read;
pub(crate) mod wire;
