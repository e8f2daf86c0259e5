//! Pure retail rules: basket, pricing, tax, sale, return.
//!
//! No async, clock, randomness or I/O: times and ids are arguments. The till runs this crate as WebAssembly.
#![forbid(unsafe_code)]

pub mod decimal;
pub mod digest;
pub mod document;
pub mod event;
pub mod ids;
pub mod ledger;
pub mod order;
pub mod org;
pub mod payment;
pub mod pricing;
pub mod sale;
pub mod sale_return;
pub mod validation;

pub use bodega_core as core;
