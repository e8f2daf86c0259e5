//! Rules and baskets from files. The browser's half reads the same files: `page/fixtures.js`.

use anyhow::{Context, Result};
use bodega_domain::pricing::{DeclaredInputs, Document, PricingInput};
use bodega_plugin_host::RunningRun;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a plugin is set to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What these rules are for, told to people.
    #[serde(rename = "why")]
    _why: String,
    /// JSON text, handed on as it is.
    pub settings: String,
    /// By collection, sorted by key.
    #[serde(default)]
    pub documents: BTreeMap<String, Vec<Document>>,
}

/// A basket as one installation sees it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basket {
    #[serde(rename = "why")]
    _why: String,
    /// Rules to price it with; all where absent.
    #[serde(default)]
    pub rules: Option<Vec<String>>,
    /// Amounts beyond what QuickJS holds: told to the half that compares guests.
    #[serde(default, rename = "is_beyond_number")]
    _is_beyond_number: bool,
    /// The basket.
    pub input: PricingInput,
    /// The units as earlier stages left them. Written down, so amounts beyond the host's own bounds can be tried.
    units: Vec<Run>,
    /// What the keys asked for.
    #[serde(default)]
    pub declared: DeclaredInputs,
}

#[derive(Clone, Copy, Deserialize)]
struct Run {
    line: u32,
    count: u32,
    price: i64,
}

impl Basket {
    /// The units in the plugin host's words.
    pub fn units(&self) -> Vec<RunningRun> {
        let run = |&Run { line, count, price }: &Run| RunningRun { line, count, price };
        self.units.iter().map(run).collect()
    }

    /// Whether it is priced with the rules of that name.
    pub fn takes(&self, rules: &str) -> bool {
        self.rules.as_ref().is_none_or(|names| names.iter().any(|name| name == rules))
    }
}

/// All files of a folder, by name.
///
/// # Errors
/// Names the file that cannot be read.
pub fn read_folder<T: DeserializeOwned>(folder: &Path) -> Result<Vec<(String, T)>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| read(path).with_context(|| path.display().to_string())).collect()
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<(String, T)> {
    let name = path.file_stem().and_then(|stem| stem.to_str()).context("a name that is not UTF-8")?;
    Ok((name.to_owned(), serde_json::from_slice(&std::fs::read(path)?)?))
}
