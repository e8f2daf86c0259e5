//! `bodega marketplace`: the marketplace inside this host.

use super::{account, audited};
use anyhow::Result;
use bodega_app::AppError;
use bodega_app::audit::{Act, HOST_TENANT};
use bodega_registry::{NoHost, Role};
use bodega_server::config::Config;
use bodega_server::marketplace::open;
use bodega_store::{Store, StoreOptions};
use clap::Subcommand;
use std::process::ExitCode;
use std::sync::Arc;

/// The marketplace inside this host.
#[derive(Subcommand)]
pub enum Marketplace {
    /// Prints a new operator's token, once: who has it makes publishers, reviews releases, withdraws them.
    OperatorToken {
        /// What it is for.
        #[arg(long, default_value = "command line")]
        label: String,
    },
}

/// Runs it.
pub async fn run(config: &Config, Marketplace::OperatorToken { label }: Marketplace) -> Result<ExitCode> {
    std::fs::create_dir_all(&config.data_dir)?;
    // Nothing is released here, so no host is needed to try releases.
    let registry = open(config, Arc::new(NoHost)).await?;
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    store.migrate().await?;
    let act =
        Act::change(HOST_TENANT, account(), "issue_operator_token", ("marketplace_token", label.clone()));
    let issuing =
        async { registry.issue_token(&Role::Operator, &label, None).await.map_err(AppError::fault) };
    println!("{}", audited(&store, act, issuing).await?.text);
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
