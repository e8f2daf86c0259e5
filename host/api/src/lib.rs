//! The HTTP API: what a request means, which use case answers it, and how the answer looks on the wire.
//!
//! Nouns are modules with their wire types in `wire.rs` and one handler a file; `router.rs` is the table of routes.
//! Handlers parse, call one use case and present; nothing is decided here.
#![forbid(unsafe_code)]

mod accounts;
mod audit;
mod barcodes;
mod basket;
mod channel_items;
mod deliveries;
mod devices;
mod documents;
mod doors;
mod events;
mod exceptions;
mod exports;
mod extract;
mod idempotency;
mod installations;
mod job_runs;
mod legal_entities;
mod me;
mod members;
mod messages;
mod metrics;
mod observe;
mod openapi;
mod orders;
mod org_units;
mod packages;
mod payments;
mod plugin_points;
mod price_lists;
mod prices;
mod problem;
mod products;
mod quantity;
mod quotes;
mod retention;
mod returns;
mod roles;
mod router;
mod sales;
mod stock;
mod system;
mod tax_classes;
mod terminals;
mod tokens;
mod users;
mod webhooks;
mod wire;

pub use extract::BODY_MAX;
pub use openapi::openapi;
pub use packages::PACKAGE_MAX;
pub use problem::{PROBLEM_JSON, Problem};
pub use quantity::Quantity;
pub use router::router;
