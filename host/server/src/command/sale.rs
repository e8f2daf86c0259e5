//! `bodega sale explain`: proves a receipt; exits non-zero where the bytes differ.

use super::tenant_of;
use bodega_app::{OpContext, sales};
use bodega_domain::ids::SaleId;
use bodega_server::config::Config;
use bodega_server::{Opened, open, receipt};
use clap::Subcommand;
use std::process::ExitCode;

/// Sales.
#[derive(Subcommand)]
pub enum Sale {
    /// Recomputes a stored sale from what it stores and prints who gave what and why.
    Explain {
        /// The sale's id.
        id: SaleId,
        /// The tenant's code.
        #[arg(long)]
        tenant: String,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs it.
pub async fn run(config: &Config, Sale::Explain { id, tenant, json }: Sale) -> anyhow::Result<ExitCode> {
    let Opened { app, store, .. } = open(config).await?;
    let tenant = tenant_of(&store, &tenant).await?;
    let explanation = sales::explain(&app, &OpContext::system(tenant), id).await?;
    if json {
        println!("{}", serde_json::to_string_pretty(&explanation)?);
    } else {
        print!("{}", receipt::print(&explanation));
    }
    store.close().await;
    Ok(if explanation.is_proved() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
