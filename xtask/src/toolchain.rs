//! Finds a compiler with a standard library for `wasm32-unknown-unknown`, in this order:
//! the library beside the installed rustc, one built earlier from Debian's packages (it is in the cache),
//! `rustup target add`, and at last Debian's packages themselves (see `debian.rs`).

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::{debian, process, workspace};

/// The target of every guest: a component made from it imports nothing but what its world names.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Chooses one way: `installed`, `rustup` or `debian`. For trying a way that this machine would not take.
const CHOICE_VAR: &str = "BODEGA_WASM_TOOLCHAIN";

/// `rustup target add` takes seconds where it works; on a closed network it may hang for ever.
const RUSTUP_LIMIT: Duration = Duration::from_secs(30);

/// A compiler that can build guests.
pub struct Toolchain {
    rustc: PathBuf,
    /// Set where the compiler would not find a linker for the target by itself.
    linker: Option<PathBuf>,
    /// How the standard library was found, for people.
    pub origin: String,
}

impl Toolchain {
    fn installed(origin: &str) -> Self {
        Self { rustc: installed_rustc(), linker: None, origin: origin.to_owned() }
    }

    fn debian(unpacked: debian::Unpacked) -> Self {
        Self {
            rustc: unpacked.rustc(),
            linker: Some(unpacked.linker),
            origin: format!("Debian's rustc-web in {}", unpacked.home.display()),
        }
    }

    /// Makes a cargo command use this compiler, with flags that keep this machine's paths out of what it builds.
    pub fn apply(&self, cargo: &mut Command) -> Result<()> {
        cargo.env("RUSTC", &self.rustc).env("CARGO_ENCODED_RUSTFLAGS", self.remap_flags()?.join("\x1f"));
        if let Some(linker) = &self.linker {
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        Ok(())
    }

    /// Tells tests which compiler makes guests; what they build themselves goes to a folder of its own.
    pub fn tell(&self, tests: &mut Command) {
        tests.env(workspace::WASM_RUSTC_VAR, &self.rustc);
        if let Some(linker) = &self.linker {
            tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
    }

    /// One flag for each folder that sources are read from. Panic messages carry such paths into a component,
    /// so without the flags two clones would build different bytes.
    fn remap_flags(&self) -> Result<Vec<String>> {
        let sysroot = process::capture(Command::new(&self.rustc).args(["--print", "sysroot"]))?;
        let mut folders = vec![
            (workspace::root().to_owned(), "/bodega".to_owned()),
            (
                PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust"),
                format!("/rustc/{}", commit_hash(&self.rustc)?),
            ),
        ];
        for registry in registry_folders() {
            folders.push((registry, "/cargo".to_owned()));
        }
        Ok(folders
            .into_iter()
            .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
            .collect())
    }
}

/// Finds a toolchain, and builds or installs one when there is none yet.
pub fn find() -> Result<Toolchain> {
    match std::env::var(CHOICE_VAR).as_deref() {
        Err(_) | Ok("") => find_any(),
        Ok("installed") => Ok(Toolchain::installed("the installed rustc's own")),
        Ok("rustup") => {
            rustup_target_add()?;
            Ok(Toolchain::installed("rustup target add"))
        }
        Ok("debian") => Ok(Toolchain::debian(debian::find_or_build()?)),
        Ok(other) => bail!("{CHOICE_VAR} is `{other}`: use installed, rustup or debian"),
    }
}

fn find_any() -> Result<Toolchain> {
    if has_installed_std() {
        return Ok(Toolchain::installed("the installed rustc's own"));
    }
    if let Some(unpacked) = debian::find() {
        return Ok(Toolchain::debian(unpacked));
    }
    eprintln!(
        "  no standard library for {TARGET}: trying `rustup target add` (at most {})",
        process::human(RUSTUP_LIMIT)
    );
    match rustup_target_add() {
        Ok(()) => return Ok(Toolchain::installed("rustup target add")),
        Err(error) => eprintln!("  that did not work ({error:#}); taking Debian's packages"),
    }
    debian::find_or_build().map(Toolchain::debian).map_err(|error| {
        error.context(format!(
            "no standard library for {TARGET}: install one with `rustup target add {TARGET}` \
                 (or run this on Debian 12 or later with its security archive)"
        ))
    })
}

/// Whether the rustc on the `PATH` can build guests as it is.
pub fn has_installed_std() -> bool {
    let printed = process::capture(Command::new(installed_rustc()).args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]));
    let Ok(entries) = printed.and_then(|dir| Ok(std::fs::read_dir(dir.trim())?)) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// The commit a compiler was built from; std's own panic messages carry it in their paths.
pub fn commit_hash(rustc: &std::path::Path) -> Result<String> {
    let verbose = process::capture(Command::new(rustc).arg("-vV"))?;
    Ok(verbose.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown").to_owned())
}

fn installed_rustc() -> PathBuf {
    std::env::var_os("RUSTC").map_or_else(|| "rustc".into(), PathBuf::from)
}

fn rustup_target_add() -> Result<()> {
    process::capture_within(Command::new("rustup").args(["target", "add", TARGET]), RUSTUP_LIMIT)?;
    if !has_installed_std() {
        bail!("rustup succeeded, but the rustc on the PATH is not rustup's");
    }
    Ok(())
}

/// The folders of unpacked crates: one for each registry that cargo has ever used here.
fn registry_folders() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let Some(entries) = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok()) else {
        return Vec::new();
    };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}
