//! What plugins offer over HTTP: buttons, reports, and routes of their own.

pub(crate) mod actions;
pub(crate) mod documents;
pub(crate) mod reports;
pub(crate) mod routes;
