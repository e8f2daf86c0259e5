//! Test servers, databases and builders, all through the HTTP door. A dev-dependency only.
//!
//! A helper that meets something unexpected panics with what the server said: a test has nothing better to do.
#![allow(missing_docs, clippy::missing_panics_doc)]

mod database;
mod package;
mod shop;

pub use database::{Database, TestDatabase};
pub use package::{component_path, package_of, package_with, plugin_folder};
pub use shop::{Answer, Merchant, Shop, TestClock, TestServer, cash, id, line};
