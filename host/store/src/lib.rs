//! Rows and transactions on SQLite and PostgreSQL. The only user of SeaORM.
//!
//! [`Store`] is the door: its methods are grouped by noun, one file a verb. What is sold, returned, paid or done by a
//! plugin goes through one queue to one writer task, which commits waiting work as a group; everything
//! else is an ordinary short transaction. Nothing here calls a plugin, knows a wire format or reads a clock for
//! business times: those come in as arguments.
#![forbid(unsafe_code)]

mod counters;
mod db;
mod entities;
mod error;
mod page;
mod scrub;
mod store;
mod words;
mod writer;

pub mod access;
pub mod audit;
pub mod catalog;
pub mod channels;
pub mod collections;
pub mod deliveries;
pub mod effects;
pub mod events;
pub mod exceptions;
pub mod exports;
pub mod files;
pub mod installations;
pub mod jobs;
pub mod ledger;
pub mod members;
pub mod messages;
pub mod orders;
pub mod org;
pub mod packages;
pub mod payments;
pub mod requests;
pub mod retention;
pub mod returns;
pub mod rollups;
pub mod sales;
pub mod snapshot;
pub mod stock;
pub mod tenants;
pub mod tokens;
pub mod usage;
pub mod vault;
pub mod webhooks;

pub use error::StoreError;
pub use page::{Cursor, PAGE_MAX, Page, PageRequest};
pub use store::{Backend, Store, StoreOptions};
