//! Configuration and wiring: the `bodega` binary and test servers start the same way.
#![forbid(unsafe_code)]

pub mod audit_key;
pub mod backup;
pub mod config;
pub mod console;
mod files;
pub mod keys;
pub mod marketplace;
mod open;
pub mod receipt;
pub mod release_checks;

pub use bodega_registry as registry;
pub use open::{COMPILE_WORKER, Opened, open, open_with};
