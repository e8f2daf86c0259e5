//! The screens in a browser: built, their own tests, and stories against the real server in Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{Outcome, apt, journeys, plugins, process, sdks, workspace};

/// The verb: builds the screens and runs all their tests; arguments name stories.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    if let Some(flag) = arguments.iter().find(|argument| argument.starts_with('-')) {
        bail!("`console` takes names of stories, but got `{flag}`");
    }
    let plugins = plugins::build()?;
    let server = journeys::build("bodega")?;
    Ok(Outcome::exit(test(&plugins, &server, arguments)?))
}

/// Builds the screens; gives the folder that a server takes as `--console`.
pub fn build() -> Result<PathBuf> {
    apt::require(&[("node", "nodejs"), ("npm", "npm")])?;
    let console = folder();
    let stamp = console.join("node_modules/.package-lock.json");
    if !sdks::is_newer(&stamp, &[&console.join("package-lock.json")])? {
        process::check(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    }
    let built = console.join("dist");
    if !sdks::is_newer(&built.join("pos/index.html"), &[&console.join("pos"), &console.join("scripts")])? {
        process::check(npm().args(["run", "build", "--silent"]))?;
    }
    Ok(built)
}

/// Runs the screens' own tests, and the stories with a server; gives an exit code.
pub fn test(plugins: &Path, server: &Path, stories: &[String]) -> Result<u8> {
    build()?;
    let own = process::status(npm().args(["test", "--silent"]))?;
    apt::require(&[("chromium", "chromium")])?;
    let mut browser = npm();
    browser.args(["run", "e2e", "--silent", "--"]).args(stories);
    browser.env("BODEGA_BINARY", server).env(workspace::PLUGINS_DIR_VAR, plugins);
    Ok(own.max(process::status(&mut browser)?))
}

fn folder() -> PathBuf {
    workspace::root().join("host/console")
}

fn npm() -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder());
    npm
}
