//! Finds the crates that become WebAssembly components, so that no list has to be kept by hand.
//! A guest is a workspace member with `[package.metadata.bodega] guest = true`,
//! or any member under `plugins/` that builds a `cdylib`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, toolchain, workspace};

/// One crate to build and pack.
#[derive(Debug, PartialEq)]
pub struct Guest {
    /// The cargo package.
    pub package: String,
    /// The library's name, which is also the name of its core module's file.
    library: String,
}

impl Guest {
    /// The component's name: the package without the project's prefix.
    pub fn name(&self) -> &str {
        self.package.strip_prefix("bodega-").unwrap_or(&self.package)
    }

    /// Where cargo leaves the core module.
    pub fn core_module(&self) -> PathBuf {
        target_folder().join(toolchain::TARGET).join("guest").join(format!("{}.wasm", self.library))
    }
}

/// Guests have a target folder of their own: their compiler and flags may differ from the host's.
pub fn target_folder() -> PathBuf {
    workspace::target().join("guest")
}

/// Every guest of the workspace, by name.
pub fn discover() -> Result<Vec<Guest>> {
    let json = process::capture(process::cargo("metadata").args(["--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&json).context("cargo metadata is not JSON")?;
    Ok(guests_in(&metadata))
}

fn guests_in(metadata: &Value) -> Vec<Guest> {
    let plugins = format!("{}/plugins/", metadata["workspace_root"].as_str().unwrap_or(""));
    let mut guests: Vec<Guest> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let library = cdylib_name(package)?;
            let says_so = package["metadata"]["bodega"]["guest"].as_bool();
            let lives_there = package["manifest_path"].as_str()?.starts_with(&plugins);
            says_so
                .unwrap_or(lives_there)
                .then_some(Guest { package: package["name"].as_str()?.to_owned(), library })
        })
        .collect();
    guests.sort_by(|one, other| one.package.cmp(&other.package));
    guests
}

fn cdylib_name(package: &Value) -> Option<String> {
    let target = package["targets"].as_array()?.iter().find(|target| {
        target["crate_types"].as_array().is_some_and(|types| types.iter().any(|kind| kind == "cdylib"))
    })?;
    Some(target["name"].as_str()?.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, folder: &str, crate_type: &str, metadata: Value) -> Value {
        json!({
            "name": name,
            "manifest_path": format!("/w/{folder}/Cargo.toml"),
            "metadata": metadata,
            "targets": [{ "name": name, "crate_types": [crate_type] }],
        })
    }

    #[test]
    fn guests_are_found_by_their_flag_or_their_folder() {
        let flag = json!({ "bodega": { "guest": true } });
        let refusal = json!({ "bodega": { "guest": false } });
        let metadata = json!({
            "workspace_root": "/w",
            "packages": [
                package("bodega-promotions", "plugins/promotions", "cdylib", Value::Null),
                package("bodega-helper", "plugins/helper", "rlib", Value::Null),
                package("bodega-native", "plugins/native", "cdylib", refusal),
                package("bodega-hostile-loop", "tests/hostile/loop", "cdylib", flag),
                package("bodega-app", "host/app", "lib", Value::Null),
            ],
        });

        let guests = guests_in(&metadata);
        let names: Vec<_> = guests.iter().map(Guest::name).collect();

        assert_eq!(names, ["hostile-loop", "promotions"]);
        assert_eq!(guests[0].library, "bodega_hostile_loop");
    }
}
