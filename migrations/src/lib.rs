//! The SeaORM migrator for SQLite and PostgreSQL.
//!
//! The schema is written once, as SQL in PostgreSQL's words; `schema` translates the few that SQLite has other
//! words for. Conventions: every primary key starts with `tenant_id` (packages and components, which all tenants
//! share, are keyed by digest); ids are UUIDs, money is minor units, times are ms since 1970 UTC, JSON is text; text
//! that is compared or paged through sorts by bytes (`COLLATE "C"`). Rows that are always written together with
//! their root document carry no foreign key: the writer inserts them in one transaction, and a check a row would be
//! paid on the hot path.
#![forbid(unsafe_code)]

mod m0001_organisation;
mod m0002_catalog;
mod m0003_stock;
mod m0004_members;
mod m0005_ledger;
mod m0006_sales;
mod m0007_plugins;
mod m0008_events;
mod m0009_plugin_life;
mod m0010_plugin_truth;
mod m0010_rollups;
mod m0011_messages_exports;
mod m0012_payments;
mod m0013_orders;
mod m0014_kills;
mod m0015_webhooks;
mod m0016_access;
mod m0017_vault;
mod m0019_audit;
mod schema;

use sea_orm_migration::prelude::*;

pub use schema::Step;

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

/// Runs the steps that are missing, inside the caller's transaction: all or none.
pub async fn migrate(tx: &sea_orm_migration::sea_orm::DatabaseTransaction) -> Result<(), DbErr> {
    Migrator::up(tx, None).await
}

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_organisation::STEP),
            Box::new(m0002_catalog::STEP),
            Box::new(m0003_stock::STEP),
            Box::new(m0004_members::STEP),
            Box::new(m0005_ledger::STEP),
            Box::new(m0006_sales::STEP),
            Box::new(m0007_plugins::STEP),
            Box::new(m0008_events::STEP),
            Box::new(m0009_plugin_life::STEP),
            Box::new(m0010_plugin_truth::STEP),
            Box::new(m0011_messages_exports::STEP),
            Box::new(m0010_rollups::STEP),
            Box::new(m0012_payments::STEP),
            Box::new(m0013_orders::STEP),
            Box::new(m0014_kills::STEP),
            Box::new(m0015_webhooks::STEP),
            Box::new(m0016_access::STEP),
            Box::new(m0017_vault::STEP),
            Box::new(m0019_audit::STEP),
        ]
    }
}
