//! `bodega plugin`: what an author does, from a new project to a published package. Only `record` reads a server's data.

mod bench;
mod build;
mod cases;
mod check;
pub mod dev;
mod effects;
mod encode;
mod engine;
mod host;
mod inspect;
mod keys;
mod new;
mod progress;
mod project;
mod publish;
mod record;
mod replay;
mod templates;
mod test;
mod world;

use bodega_server::config::Config;
use clap::{Args, Subcommand};
use project::Project;
use std::path::PathBuf;
use std::process::ExitCode;

/// Plugin projects and packages.
#[derive(Subcommand)]
pub enum Plugin {
    /// Starts a project from a template.
    New(new::New),
    /// Builds a project's component.
    Build {
        /// The project's folder.
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Looks a project over as a reviewer would, and says what to mend.
    Check {
        /// The project's folder.
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Its component; default: `target/NAME.wasm` in the folder.
        #[arg(long)]
        component: Option<PathBuf>,
    },
    /// Runs the project's cases (`cases/*.json`) in the production engine, under the production limits.
    Test(Chosen),
    /// Measures the project's cases: cost units, time, memory.
    Bench(Chosen),
    /// Serves a seeded shop with the plugin in it, and builds and installs it again on every save.
    Run(dev::Dev),
    /// Writes down what a plugin was asked by a tenant's last sales and events, redacted, for `replay`.
    Record(record::Record),
    /// Runs a project over a recording and compares what it does with another version.
    Replay(replay::Replay),
    /// Makes a publisher's key pair.
    Keygen {
        /// The private key's file; the public key goes beside it, with `.pub` before its ending.
        #[arg(default_value = "publisher.pem")]
        output: PathBuf,
    },
    /// Packs a project (`bodega.toml`, the files it names, the component) into one file.
    Pack {
        /// The project's folder.
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Its component; default: `target/NAME.wasm` in the folder.
        component: Option<PathBuf>,
        /// The package file; default: `target/NAME-VERSION.tar` in the folder.
        output: Option<PathBuf>,
    },
    /// Signs a package file.
    Sign {
        /// The package file.
        package: PathBuf,
        /// The private key's file.
        #[arg(long, env = "BODEGA_SIGNING_KEY", default_value = "publisher.pem")]
        key: PathBuf,
        /// Where the signed package goes; default: over the file.
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Pushes a signed package to a marketplace, where it is reviewed.
    Publish(publish::Publish),
    /// Shows what a package holds, may do, and who signed it.
    Inspect {
        /// The package file.
        package: PathBuf,
        /// Public keys of its publisher to verify it with; may be given more than once.
        #[arg(long = "key")]
        keys: Vec<PathBuf>,
    },
}

/// Cases of a project.
#[derive(Args)]
pub struct Chosen {
    /// The project's folder.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Only cases with this text in their name.
    #[arg(long)]
    filter: Option<String>,
}

/// Runs it.
pub async fn run(config: &Config, plugin: Plugin) -> anyhow::Result<ExitCode> {
    match plugin {
        Plugin::New(new) => new::run(&new)?,
        Plugin::Build { folder } => build::run(&Project::open(&folder)?)?,
        Plugin::Check { folder, component } => return check::run(&folder, component.as_deref()),
        Plugin::Test(chosen) => {
            return test::run(&Project::open(&chosen.folder)?, chosen.filter.as_deref()).await;
        }
        Plugin::Bench(chosen) => {
            return bench::run(&Project::open(&chosen.folder)?, chosen.filter.as_deref()).await;
        }
        Plugin::Run(dev) => return dev::run(config, &dev).await,
        Plugin::Record(wanted) => return record::run(config, &wanted).await,
        Plugin::Replay(wanted) => return replay::run(&wanted).await,
        Plugin::Publish(wanted) => return publish::run(&wanted).await,
        Plugin::Keygen { output } => keys::generate(&output)?,
        Plugin::Pack { folder, component, output } => pack(&folder, component, output)?,
        Plugin::Sign { package, key, output } => keys::sign(&package, &key, output.as_deref())?,
        Plugin::Inspect { package, keys } => inspect::run(&package, &keys)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A member of an object that is a text; empty where it is none.
fn text_of(object: &serde_json::Value, member: &str) -> String {
    object[member].as_str().unwrap_or_default().to_owned()
}

fn pack(folder: &std::path::Path, component: Option<PathBuf>, output: Option<PathBuf>) -> anyhow::Result<()> {
    let project = Project::open(folder)?;
    let package = project.package(&component.unwrap_or_else(|| project.component_path()))?;
    let output = output.unwrap_or_else(|| project.package_path());
    project::write(&output, &package.write()?)?;
    println!("{} {} {}", package.manifest().name, package.manifest().version, package.digest());
    eprintln!("  packed {}; sign it with `bodega plugin sign {}`", output.display(), output.display());
    Ok(())
}

#[cfg(test)]
mod tests;
