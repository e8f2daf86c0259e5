//! The checks that need no test: formatting and clippy.

use anyhow::{Result, bail};

use crate::{Outcome, process};

/// The verb: both checks run, so that one visit shows everything.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    if let Some(unknown) = arguments.first() {
        bail!("`lint` takes no arguments, but got `{unknown}`");
    }
    let formatting = process::status(process::cargo("fmt").args(["--all", "--check"]))?;
    if formatting != 0 {
        eprintln!("  formatting differs: run `cargo fmt --all`");
    }
    let clippy = process::status(
        process::cargo("clippy").args(["--workspace", "--all-targets", "--"]).args(["-D", "warnings"]),
    )?;
    Ok(Outcome::exit(formatting.max(clippy)))
}
