//! `bodega plugin pack` and `inspect`: package files from a plugin's folder and its component.

use anyhow::Context;
use bodega_package::Package;
use clap::Subcommand;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Plugin packages.
#[derive(Subcommand)]
pub enum Plugin {
    /// Packs a plugin's folder (`bodega.toml` and the schemas it names) and its component into one file.
    Pack {
        /// The plugin's folder.
        folder: PathBuf,
        /// Its component (`.wasm`).
        component: PathBuf,
        /// The package file to write.
        output: PathBuf,
    },
    /// Shows what a package holds.
    Inspect {
        /// The package file.
        package: PathBuf,
    },
}

/// Runs it.
pub fn run(plugin: Plugin) -> anyhow::Result<ExitCode> {
    match plugin {
        Plugin::Pack { folder, component, output } => {
            let package = pack(&folder, &component)?;
            std::fs::write(&output, package.write()?)
                .with_context(|| format!("cannot write {}", output.display()))?;
            println!("{} {} {}", package.manifest().name, package.manifest().version, package.digest());
        }
        Plugin::Inspect { package } => {
            let package = Package::read(&read(&package)?)?;
            println!("{}", serde_json::to_string_pretty(package.manifest())?);
            println!("package   {}\ncomponent {}", package.digest(), package.component_digest());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn pack(folder: &Path, component: &Path) -> anyhow::Result<Package> {
    let manifest =
        String::from_utf8(read(&folder.join("bodega.toml"))?).context("bodega.toml is not UTF-8")?;
    let component = read(component)?;
    let mut files = BTreeMap::new();
    for path in bodega_package::Manifest::from_toml(&manifest)?.schema_paths() {
        files.insert(path.to_owned(), read(&folder.join(path))?);
    }
    Ok(Package::build(&manifest, &component, files)?)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
