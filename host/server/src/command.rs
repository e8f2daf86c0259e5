//! The commands of the binary, one file each.

pub mod audit;
pub mod backup;
pub mod doctor;
pub mod keys;
pub mod marketplace;
pub mod plugin;
pub mod sale;
pub mod serve;
pub mod tenant;
pub mod user;

use anyhow::Context;
use bodega_app::audit::{Act, Actor, with_entry};
use bodega_app::{AppResult, Clock as _, SystemClock};
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

/// Who is at the machine, for the audit trail: the account, also behind `sudo`.
fn account() -> Actor {
    let named = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    Actor::command_line(named.filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned()))
}

/// Does what a command is for, with its entry in the audit trail.
async fn audited<T>(store: &Store, act: Act, doing: impl Future<Output = AppResult<T>>) -> AppResult<T> {
    with_entry(store, || SystemClock.now_ms(), act, doing).await
}

/// The tenant of a code, with the remedy where there is none.
async fn tenant_of(store: &Store, code: &str) -> anyhow::Result<TenantId> {
    let tenant = store.find_tenant(code).await?;
    Ok(tenant.with_context(|| format!("no tenant {code:?}; `bodega tenant list` shows them"))?.id)
}
