//! Test servers, databases and builders. A dev-dependency only.
