//! Configuration and wiring: the `bodega` binary and test servers start the same way.
#![forbid(unsafe_code)]

pub mod config;
mod open;
pub mod receipt;

pub use open::{Opened, open};
