//! Signing in, and what is one's own: sessions, password, one-time codes.

pub(crate) mod codes;
pub(crate) mod read;
pub(crate) mod sessions;
pub(crate) mod sign_in;
