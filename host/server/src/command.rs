//! The commands of the binary, one file each.

pub mod doctor;
pub mod keys;
pub mod marketplace;
pub mod plugin;
pub mod sale;
pub mod serve;
pub mod tenant;
pub mod user;

use anyhow::Context;
use bodega_domain::ids::TenantId;
use bodega_server::config::Config;
use bodega_store::{Store, StoreOptions};
use std::process::ExitCode;

/// Logs to standard error: everything of note while serving, faults otherwise; `BODEGA_LOG` says more exactly.
pub fn logging(is_serving: bool) {
    let default = if is_serving { "info" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("BODEGA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

/// `bodega migrate`.
pub async fn migrate(config: &Config) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(&config.data_dir)?;
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    store.migrate().await?;
    store.close().await;
    println!("the database is up to date");
    Ok(ExitCode::SUCCESS)
}

/// The tenant of a code, with the remedy where there is none.
async fn tenant_of(store: &Store, code: &str) -> anyhow::Result<TenantId> {
    let tenant = store.find_tenant(code).await?;
    Ok(tenant.with_context(|| format!("no tenant {code:?}; `bodega tenant list` shows them"))?.id)
}
