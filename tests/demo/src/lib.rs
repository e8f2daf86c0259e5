//! Loads the Complete Journey data and rings up a day of real baskets.
//!
//! Everything goes through the public API ([`client`]); nothing here knows the server's inside.

pub mod books;
pub mod campaigns;
pub mod checkout;
pub mod client;
pub mod data;
pub mod day;
pub mod ids;
pub mod journey;
pub mod loader;
pub mod plugins;
pub mod progress;
pub mod receipt;
pub mod report;
pub mod returns;
pub mod run;
pub mod server;
pub mod text;
pub mod totals;
pub mod wire;
