//! `bodega-demo`: the demo, the loader and the maker of the extract.

use anyhow::Result;
use bodega_demo::data::{self, extract::Extract, tables::Journey, wheel};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Loads the Complete Journey data and rings up a day of real baskets.
#[derive(Parser)]
#[command(name = "bodega-demo", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
async fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Extract { out, data, date } => {
            let dir = data.map_or_else(wheel::cache, Ok)?;
            let started = std::time::Instant::now();
            let journey = Journey::read(&wheel::tables_in(&dir).await?)?;
            eprintln!("read {} rows in {:.1?}", journey.rows.len(), started.elapsed());
            let day = data::day::pick(&journey, date.as_deref())?;
            let bytes = Extract::of(&day).write(&out)?;
            let (stores, baskets, lines) = (day.stores().len(), day.baskets.len(), day.lines());
            println!("{}: {baskets} baskets, {lines} lines, {stores} stores, {} KB", day.date, bytes / 1000);
            println!("left out: {}; {:.1?} in all", day.dropped, started.elapsed());
        }
    }
    Ok(())
}
