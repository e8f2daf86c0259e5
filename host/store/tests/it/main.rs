//! The store's behaviour, through its public door, on both databases.

mod catalog;
mod collections;
mod deliveries;
mod events;
mod groups;
mod ledger;
mod organisation;
mod plugins;
mod returns;
mod sales;
mod stock;
mod support;
