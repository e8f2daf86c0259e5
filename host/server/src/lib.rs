//! Configuration and wiring: the `bodega` binary and test servers start the same way.
#![forbid(unsafe_code)]

pub mod config;
pub mod marketplace;
mod open;
pub mod receipt;

pub use open::{Opened, open, open_with};
