//! A wasm toolchain out of Debian's `rustc-web` packages, for machines that rustup cannot serve.
//! The packages are downloaded and unpacked, never installed (they conflict with rustup's); the standard library
//! is compiled once from their sources. The result is kept in the user's cache and may be moved anywhere.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};

use crate::{process, toolchain, workspace};

/// Raise this when the steps below change, so that older results are built again.
const RECIPE: &str = "1";

/// The file that says a toolchain is complete; it holds the recipe it was built by.
const READY: &str = "READY";

/// The packages are 110 MB; this allows for 1 MB/s and a slow mirror's pauses.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(300);

/// A package list is some 10 MB.
const UPDATE_LIMIT: Duration = Duration::from_secs(120);

/// Runs the unpacked compiler with its own libraries, wherever the folder is.
const WRAPPER: &str = r#"#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
libraries=
for dir in "$here"/usr/lib/*-linux-gnu "$here"/lib/*-linux-gnu; do
    if [ -d "$dir" ]; then libraries="$libraries$dir:"; fi
done
LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:-}"
export LD_LIBRARY_PATH
exec "$here/usr/bin/rustc" "$@"
"#;

/// A toolchain ready for use.
pub struct Unpacked {
    pub home: PathBuf,
    pub linker: PathBuf,
}

impl Unpacked {
    /// The wrapper to use as `RUSTC`.
    pub fn rustc(&self) -> PathBuf {
        self.home.join("rustc")
    }

    fn open(home: PathBuf) -> Option<Self> {
        let linker = find_linker(&home)?;
        Some(Self { home, linker })
    }
}

/// The newest toolchain in the cache that this workspace can use.
pub fn find() -> Option<Unpacked> {
    let mut found: Vec<(SystemTime, PathBuf)> = fs::read_dir(workspace::cache())
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix("wasm-toolchain-")?;
            let ready = entry.path().join(READY);
            let usable = is_new_enough(version) && fs::read_to_string(&ready).ok()? == RECIPE;
            usable.then_some((ready.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .collect();
    found.sort();
    Unpacked::open(found.pop()?.1)
}

/// Takes the toolchain from the cache, or builds it there.
pub fn find_or_build() -> Result<Unpacked> {
    let cache = workspace::cache();
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    // Two clones may come here at once: the second waits and then finds what the first has built.
    let lock = File::create(cache.join("wasm-toolchain.lock"))?;
    lock.lock()?;
    if let Some(unpacked) = find() {
        return Ok(unpacked);
    }
    require_tools()?;
    let version = candidate_version()?;
    // Debian's versions hold characters that are unwelcome in paths.
    let folder = format!("wasm-toolchain-{}", version.replace(['+', '~', ':'], "-"));
    let staging = cache.join(format!("{folder}.partial"));
    remove_if_there(&staging)?;
    fs::create_dir_all(&staging)?;

    download_and_unpack(&staging)?;
    write_wrapper(&staging)?;
    build_std(&staging)?;
    for leftover in ["usr/src", "usr/share", "usr/lib/rustlib/src", "std-build"] {
        remove_if_there(&staging.join(leftover))?;
    }
    fs::write(staging.join(READY), RECIPE)?;

    let home = cache.join(folder);
    remove_if_there(&home)?;
    fs::rename(&staging, &home)?;
    Unpacked::open(home).context("the unpacked packages hold no wasm-ld")
}

/// Whether [`find_or_build`] has a chance here, for `doctor`.
pub fn require_tools() -> Result<()> {
    for tool in ["apt-get", "apt-cache", "dpkg", "dpkg-query"] {
        if process::find_program(tool).is_none() {
            bail!("{tool} is not there: this is not a Debian system");
        }
    }
    Ok(())
}

/// The version apt would install; apt's lists are fetched when they do not know the package.
fn candidate_version() -> Result<String> {
    let ask = || -> Result<Option<String>> {
        let policy =
            process::capture(Command::new("apt-cache").args(["policy", "rustc-web"]).env("LC_ALL", "C"))?;
        Ok(policy
            .lines()
            .find_map(|line| line.trim().strip_prefix("Candidate: "))
            .filter(|version| is_new_enough(version))
            .map(str::to_owned))
    };
    if let Some(version) = ask()? {
        return Ok(version);
    }
    if process::is_root() {
        eprintln!("  apt knows no rustc-web that is new enough: fetching its package lists");
        process::capture_within(Command::new("apt-get").arg("update"), UPDATE_LIMIT)?;
        if let Some(version) = ask()? {
            return Ok(version);
        }
    }
    bail!(
        "apt knows no rustc-web {} or later: add Debian's security archive to apt's sources and run `apt-get update` as root",
        env!("CARGO_PKG_RUST_VERSION")
    )
}

fn download_and_unpack(staging: &Path) -> Result<()> {
    let packages = packages_to_download()?;
    eprintln!(
        "  downloading {} of Debian's packages: {}",
        packages.len(),
        packages.iter().cloned().collect::<Vec<_>>().join(" ")
    );
    let downloads = staging.join("downloads");
    fs::create_dir_all(&downloads)?;
    process::capture_within(
        Command::new("apt-get").arg("download").args(&packages).current_dir(&downloads),
        DOWNLOAD_LIMIT,
    )?;
    for entry in fs::read_dir(&downloads)?.flatten() {
        process::capture(Command::new("dpkg").arg("-x").arg(entry.path()).arg(staging))?;
    }
    remove_if_there(&downloads)
}

/// The compiler, its libraries and sources, a linker of the same LLVM, and what these need and the system lacks.
fn packages_to_download() -> Result<BTreeSet<String>> {
    let mut packages: BTreeSet<String> = dependencies("rustc-web")?
        .into_iter()
        .filter(|name| {
            ["rustc-web", "libstd-rust-web", "libllvm"].iter().any(|prefix| name.starts_with(prefix))
        })
        .collect();
    packages.insert("rust-web-src".to_owned());

    let llvm = packages
        .iter()
        .find_map(|name| name.strip_prefix("libllvm"))
        .context("rustc-web depends on no libllvm: its packages have changed their shape")?
        .to_owned();
    packages.insert(format!("lld-{llvm}"));

    let installed = installed_packages()?;
    packages.extend(
        dependencies(&format!("lld-{llvm}"))?
            .into_iter()
            .filter(|name| name.starts_with("lib") && !installed.contains(name)),
    );
    Ok(packages)
}

fn dependencies(package: &str) -> Result<Vec<String>> {
    let listed = process::capture(Command::new("apt-cache").args([
        "depends",
        "--recurse",
        "--no-pre-depends",
        "--no-recommends",
        "--no-suggests",
        "--no-conflicts",
        "--no-breaks",
        "--no-replaces",
        "--no-enhances",
        package,
    ]))?;
    // Packages start a line; their dependencies are indented, virtual ones are in angle brackets.
    Ok(listed
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphanumeric()))
        .filter(|name| !name.contains(':'))
        .map(str::to_owned)
        .collect())
}

fn installed_packages() -> Result<BTreeSet<String>> {
    let listed =
        process::capture(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Abbrev}${Package}\n"]))?;
    Ok(listed.lines().filter_map(|line| line.strip_prefix("ii ")).map(str::to_owned).collect())
}

fn write_wrapper(staging: &Path) -> Result<()> {
    let wrapper = staging.join("rustc");
    fs::write(&wrapper, WRAPPER)?;
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755))?;
    process::capture(Command::new(&wrapper).arg("-vV")).context("the unpacked compiler does not run")?;
    Ok(())
}

/// Compiles std with its vendored dependencies, offline, and puts it where the compiler looks for it.
fn build_std(staging: &Path) -> Result<()> {
    eprintln!("  building the standard library for {} (about a minute, once)", toolchain::TARGET);
    let started = Instant::now();
    let rustc = staging.join("rustc");
    let sources = fs::canonicalize(staging.join("usr/lib/rustlib/src/rust"))
        .context("rust-web-src did not bring the library's sources")?;
    let project = staging.join("std-build");
    fs::create_dir_all(&project)?;
    fs::write(
        project.join("Cargo.toml"),
        "[package]\nname = \"std-build\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n\n[workspace]\n",
    )?;
    fs::write(project.join("lib.rs"), "#![no_std]\n")?;

    // Without bitcode guests could not be optimised as a whole. The paths are those of official builds.
    let hash = toolchain::commit_hash(&rustc)?;
    let link = staging.join("usr/lib/rustlib/src/rust");
    let flags = [
        "-Cembed-bitcode=yes".to_owned(),
        format!("--remap-path-prefix={}=/rustc/{hash}", sources.display()),
        format!("--remap-path-prefix={}=/rustc/{hash}", link.display()),
    ];
    let vendor = serde_json::to_string(&sources.join("library/vendor"))?;
    process::capture(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--release", "--offline", "-Zbuild-std=std,panic_abort"])
            .args(["--target", toolchain::TARGET])
            .args(["--config", "source.crates-io.replace-with=\"vendored\""])
            .args(["--config", &format!("source.vendored.directory={vendor}")])
            .current_dir(&project)
            .env("RUSTC", &rustc)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
            .env("CARGO_TARGET_DIR", project.join("target")),
    )?;

    let built = project.join("target").join(toolchain::TARGET).join("release/deps");
    let library = staging.join("usr/lib/rustlib").join(toolchain::TARGET).join("lib");
    fs::create_dir_all(&library)?;
    for entry in fs::read_dir(built)?.flatten() {
        let path = entry.path();
        let is_library =
            path.extension().is_some_and(|extension| extension == "rlib" || extension == "rmeta");
        let is_ours = entry.file_name().to_string_lossy().starts_with("libstd_build");
        if is_library && !is_ours {
            fs::copy(&path, library.join(entry.file_name()))?;
        }
    }
    eprintln!("  built the standard library in {}", process::human(started.elapsed()));
    Ok(())
}

/// `lld` under the name that makes it link WebAssembly.
fn find_linker(home: &Path) -> Option<PathBuf> {
    fs::read_dir(home.join("usr/lib"))
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin/wasm-ld"))
        .find(|path| path.is_file())
}

/// Compares `major.minor` with the workspace's `rust-version`.
fn is_new_enough(version: &str) -> bool {
    let parse = |text: &str| -> Option<(u32, u32)> {
        let mut parts = text.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    match (parse(version), parse(env!("CARGO_PKG_RUST_VERSION"))) {
        (Some(have), Some(need)) => have >= need,
        _ => false,
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
        .with_context(|| format!("cannot remove {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number_and_not_by_letter() {
        assert!(is_new_enough("1.96.0+dfsg1-1~deb12u2"));
        assert!(is_new_enough("1.100.0-dfsg1-1"));
        assert!(!is_new_enough("1.85.0+dfsg3-1~deb12u3"));
        assert!(!is_new_enough("(none)"));
    }
}
