//! Use cases over store and plugin-host: what Bodega does, free of HTTP, SQL and WebAssembly.
#![forbid(unsafe_code)]

pub mod access;
mod app;
pub mod audit;
pub mod auth;
pub mod catalog;
pub mod channels;
mod check;
pub mod collections;
mod context;
pub mod data;
mod derive;
mod error;
pub mod events;
pub mod exceptions;
pub mod exports;
pub mod files;
pub mod invocations;
pub mod ledger;
pub mod members;
pub mod messages;
pub mod orders;
pub mod org;
pub mod payments;
pub mod plugins;
pub mod pricing;
pub mod requests;
pub mod retention;
pub mod returns;
pub mod sales;
pub mod stock;
mod vault;
pub mod webhooks;

pub use app::{App, Clock, SystemClock};
pub use context::{Actor, OpContext};
pub use error::{AppError, AppResult, ErrorKind};
