//! See `tests/browser/README.md`.

use anyhow::{Context, Result};
use bodega_browser_server::answers::{Line, Plugin};
use bodega_browser_server::{answers, cases, fixtures, growth};
use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

/// The server's half of the browser parity tests.
#[derive(Parser)]
enum Command {
    /// Inspects a component as an installation does, and prints its points and permissions.
    Inspect {
        /// The component.
        #[arg(long)]
        component: PathBuf,
        /// Its manifest.
        #[arg(long)]
        manifest: PathBuf,
        /// Where the host keeps compiled components.
        #[arg(long)]
        artefacts: PathBuf,
    },
    /// Prints what a component answers on the server, one line a call.
    Answers {
        /// The component.
        #[arg(long)]
        component: PathBuf,
        /// The plugin's name, which requests in baskets are addressed to.
        #[arg(long)]
        plugin: String,
        /// A folder with `rules` and `baskets`.
        #[arg(long)]
        fixtures: PathBuf,
        /// Where the host keeps compiled components.
        #[arg(long)]
        artefacts: PathBuf,
    },
    /// Writes the cases of a case file as fixtures for the promotions plugin.
    Cases {
        /// The case file.
        #[arg(long)]
        file: PathBuf,
        /// The folder to write `rules` and `baskets` to.
        #[arg(long)]
        out: PathBuf,
    },
    /// Writes guests that were built against other versions of the contract.
    Growth {
        /// The folder to write to.
        #[arg(long)]
        out: PathBuf,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    match Command::parse() {
        Command::Inspect { component, manifest, artefacts } => {
            let bytes = std::fs::read(&component).with_context(|| component.display().to_string())?;
            let manifest =
                std::fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
            println!("{}", answers::inspect(&bytes, &manifest, &artefacts).await?);
        }
        Command::Answers { component, plugin, fixtures: folder, artefacts } => {
            let bytes = std::fs::read(&component).with_context(|| component.display().to_string())?;
            let rules = fixtures::read_folder(&folder.join("rules"))?;
            let baskets = fixtures::read_folder(&folder.join("baskets"))?;
            let plugin = Plugin::load(&bytes, &plugin, &artefacts).await?;
            let lines = plugin.answers(&rules, &baskets)?;
            lines.iter().for_each(|line| println!("{}", line.text));
            summarise(&lines);
        }
        Command::Cases { file, out } => {
            let count = cases::write(&file, &out).with_context(|| file.display().to_string())?;
            eprintln!("  server: {count} cases of {}", file.display());
        }
        Command::Growth { out } => {
            std::fs::create_dir_all(&out)?;
            for (name, component) in growth::guests()? {
                std::fs::write(out.join(format!("{name}.wasm")), component)?;
            }
        }
    }
    Ok(())
}

/// What the calls used, for the README's table.
fn summarise(lines: &[Line]) {
    let mut prices: Vec<_> =
        lines.iter().filter(|line| line.text.starts_with("price ")).map(|l| l.report).collect();
    prices.sort_by_key(|report| report.wall);
    let Some(middle) = prices.get(prices.len() / 2) else { return };
    let most = |of: fn(&bodega_plugin_host::CallReport) -> u64| prices.iter().map(of).max().unwrap_or(0);
    eprintln!(
        "  server: price takes {:.2} ms (median of {}), at most {} cost units, {} KiB, {} host calls",
        middle.wall.as_secs_f64() / Duration::from_millis(1).as_secs_f64(),
        prices.len(),
        most(|report| report.fuel),
        most(|report| report.peak_memory as u64) / 1024,
        most(|report| report.host_calls),
    );
}
