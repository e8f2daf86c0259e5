//! `bodega marketplace`: the marketplace inside this host.

use anyhow::Result;
use bodega_registry::{NoHost, Role};
use bodega_server::config::Config;
use bodega_server::marketplace::open;
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
    println!("{}", registry.issue_token(&Role::Operator, &label, None).await?.text);
    Ok(ExitCode::SUCCESS)
}
