//! `bodega plugin`: what an author does, from a new project to a signed package. Nothing here needs a server.

mod build;
mod check;
mod encode;
mod host;
mod inspect;
mod keys;
mod new;
mod project;
mod templates;

use clap::Subcommand;
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
    /// Shows what a package holds, may do, and who signed it.
    Inspect {
        /// The package file.
        package: PathBuf,
        /// Public keys of its publisher to verify it with; may be given more than once.
        #[arg(long = "key")]
        keys: Vec<PathBuf>,
    },
}

/// Runs it.
pub fn run(plugin: Plugin) -> anyhow::Result<ExitCode> {
    match plugin {
        Plugin::New(new) => new::run(&new)?,
        Plugin::Build { folder } => build::run(&Project::open(&folder)?)?,
        Plugin::Check { folder, component } => return check::run(&folder, component.as_deref()),
        Plugin::Keygen { output } => keys::generate(&output)?,
        Plugin::Pack { folder, component, output } => pack(&folder, component, output)?,
        Plugin::Sign { package, key, output } => keys::sign(&package, &key, output.as_deref())?,
        Plugin::Inspect { package, keys } => inspect::run(&package, &keys)?,
    }
    Ok(ExitCode::SUCCESS)
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
