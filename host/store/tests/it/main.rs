//! The store's behaviour, through its public door, on both databases.

mod audit;
mod catalog;
mod collections;
mod deliveries;
mod events;
mod groups;
mod installations;
mod jobs;
mod ledger;
mod messages;
mod migration;
mod orders;
mod organisation;
mod payments;
mod plugins;
mod released;
mod returns;
mod rollups;
mod sales;
mod sending;
mod stock;
mod support;
mod vault;
