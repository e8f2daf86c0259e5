//! Who somebody is and what they may do, as pure functions: tokens, passwords, PINs, one-time codes, lock-outs, roles.
//! No clock, no randomness and no I/O: callers bring time and random bytes, and keep what is returned.
#![forbid(unsafe_code)]

pub mod access;
pub mod lockout;
pub mod one_time;
pub mod password;
pub mod pin;
pub mod recovery;
mod token;

pub use token::{CredentialKind, Issued, Presented, issue};
