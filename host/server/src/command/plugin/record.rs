//! `bodega plugin record`: what a plugin was asked by a tenant's last sales and events, redacted, as a file for its author.

use super::project::write;
use crate::command::{account, audited, tenant_of};
use anyhow::Result;
use bodega_app::OpContext;
use bodega_app::audit::{Act, ActKind};
use bodega_app::plugins;
use bodega_server::config::Config;
use bodega_server::{Opened, open};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is recorded.
#[derive(Args)]
pub struct Record {
    /// The plugin's name.
    plugin: String,
    /// The tenant's code.
    #[arg(long)]
    tenant: String,
    /// How many of the last sales that asked it; at most 10,000.
    #[arg(long, default_value_t = 500)]
    sales: u32,
    /// How many of the last events that it subscribes to; at most 10,000.
    #[arg(long, default_value_t = 500)]
    events: u32,
    /// The file; default: `PLUGIN.recording.json`.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Writes it.
pub async fn run(config: &Config, record: &Record) -> Result<ExitCode> {
    let Opened { app, store, .. } = open(config).await?;
    let tenant = tenant_of(&store, &record.tenant).await?;
    let cx = OpContext::system(tenant);
    let object = ("plugin", record.plugin.clone());
    let act = Act { kind: ActKind::Reading, ..Act::change(tenant, account(), "record_plugin", object) };
    let recording = plugins::record(&app, &cx, &record.plugin, record.sales, record.events);
    let recording = audited(&store, act, recording).await?;
    store.close().await;
    let output = record.output.clone();
    let output = output.unwrap_or_else(|| PathBuf::from(format!("{}.recording.json", record.plugin)));
    write(&output, &serde_json::to_vec_pretty(&recording)?)?;
    println!("{}", output.display());
    eprintln!(
        "  {} baskets, {} events; ids and codes are replaced, settings are without secrets",
        recording.baskets.len(),
        recording.events.len()
    );
    Ok(ExitCode::SUCCESS)
}
