//! A plugin's folder: its manifest, the files that it names, the component that a build leaves.

use anyhow::{Context, bail};
use bodega_package::{Manifest, Package};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The manifest's file.
pub const MANIFEST: &str = "bodega.toml";

/// What a project is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// A crate.
    Rust,
    /// A package of npm.
    Typescript,
    /// A folder of modules.
    Python,
}

impl Language {
    /// As people and template folders write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Rust => "rust",
            Language::Typescript => "typescript",
            Language::Python => "python",
        }
    }
}

/// Files by their path in the package.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A plugin's folder with a valid manifest.
pub struct Project {
    pub folder: PathBuf,
    pub toml: String,
    pub manifest: Manifest,
}

impl Project {
    /// Reads the manifest of a folder.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(MANIFEST);
        if !path.is_file() {
            bail!(
                "{} is not there: go to the plugin's folder, or start one with `bodega plugin new NAME`",
                path.display()
            );
        }
        let toml = String::from_utf8(read(&path)?)
            .with_context(|| format!("{} is not UTF-8; save it as UTF-8", path.display()))?;
        let manifest =
            Manifest::from_toml(&toml).with_context(|| format!("{} is refused", path.display()))?;
        Ok(Project { folder: folder.to_owned(), toml, manifest })
    }

    /// What it is written in.
    pub fn language(&self) -> anyhow::Result<Language> {
        let has = |name: &str| self.folder.join(name).is_file();
        match () {
            () if has("Cargo.toml") => Ok(Language::Rust),
            () if has("package.json") => Ok(Language::Typescript),
            () if has("pyproject.toml") || has("requirements.txt") || has("plugin.py") => {
                Ok(Language::Python)
            }
            () => bail!(
                "{} has none of Cargo.toml (Rust), package.json (TypeScript), pyproject.toml (Python): \
                 start from a template with `bodega plugin new NAME`",
                self.folder.display()
            ),
        }
    }

    /// Where a build leaves the component.
    pub fn component_path(&self) -> PathBuf {
        self.folder.join("target").join(format!("{}.wasm", self.manifest.name))
    }

    /// Where the engine keeps what it compiled, for the next command.
    pub fn engine_path(&self) -> PathBuf {
        self.folder.join("target").join("engine")
    }

    /// Where `pack` leaves the package.
    pub fn package_path(&self) -> PathBuf {
        let Manifest { name, version, .. } = &self.manifest;
        self.folder.join("target").join(format!("{name}-{version}.tar"))
    }

    /// The files that the manifest names, as far as they are there, and the paths of those that are not.
    pub fn files(&self) -> anyhow::Result<(Files, Vec<String>)> {
        let (mut files, mut missing) = (Files::new(), Vec::new());
        for path in self.manifest.files().into_keys() {
            let place = self.folder.join(path);
            match place.is_file() {
                true => _ = files.insert(path.to_owned(), read(&place)?),
                false => missing.push(path.to_owned()),
            }
        }
        Ok((files, missing))
    }

    /// The package of the folder and a component.
    pub fn package(&self, component: &Path) -> anyhow::Result<Package> {
        if !component.is_file() {
            let folder = self.folder.display();
            bail!("{} is not there: build it with `bodega plugin build {folder}`", component.display());
        }
        let (files, missing) = self.files()?;
        if let Some(path) = missing.first() {
            let place = self.folder.join(path);
            bail!(
                "{MANIFEST} names `{path}`, and {} is not there: write it, or drop the key",
                place.display()
            );
        }
        let package = Package::build(&self.toml, &read(component)?, files)?;
        package.interfaces().check_points(&self.manifest)?;
        Ok(package)
    }
}

/// Reads a file, named in the error.
pub fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file beside its place and moves it there, so nobody reads half of it.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(cannot)?;
    let name = path.file_name().with_context(cannot)?.to_string_lossy();
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&unfinished)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| std::fs::rename(&unfinished, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    written.with_context(cannot)
}
