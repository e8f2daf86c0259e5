//! Says what this machine has, what would be installed on demand, and what a person must do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{Outcome, apt, debian, postgres, process, toolchain, workspace};

/// A debug build of the whole workspace with its tests and guests.
const DISK_NEEDED_GIB: u64 = 10;

/// Node 20 is what the console's tools still support.
const NODE_MAJOR_MIN: u32 = 20;

/// What was found about one need.
enum Finding {
    Present(String),
    /// Missing, but the verbs that need it bring it.
    OnDemand(String),
    /// Missing, and only some extra is lost.
    Optional(String),
    /// Missing, and `demo` or `test` cannot run.
    Needed(String),
}
use Finding::{Needed, OnDemand, Optional, Present};

/// The verb.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    if let Some(unknown) = arguments.first() {
        bail!("`doctor` takes no arguments, but got `{unknown}`");
    }
    let findings = [
        ("rustc", rustc()),
        ("C linker", c_linker()),
        ("wasm std", wasm_std()),
        ("PostgreSQL", postgresql()),
        ("disk space", disk_space()),
        ("cargo-nextest", nextest()),
        ("node", node()),
        ("python3", python()),
        ("Chromium", chromium()),
    ];
    let mut needed = 0;
    for (name, finding) in &findings {
        let (mark, text) = match finding {
            Present(text) => ("ok", text),
            OnDemand(text) => ("on demand", text),
            Optional(text) => ("optional", text),
            Needed(text) => {
                needed += 1;
                ("MISSING", text)
            }
        };
        println!("{name:<14} {mark:<10} {text}");
    }
    if needed > 0 {
        eprintln!("  {needed} missing that `demo` and `test` need");
    }
    Ok(Outcome::exit(u8::from(needed > 0)))
}

fn rustc() -> Finding {
    let minimum = env!("CARGO_PKG_RUST_VERSION");
    let remedy = format!("install Rust {minimum} or later (https://rustup.rs), or run `rustup update`");
    match version_of("rustc", "-V") {
        // We were compiled by it, so cargo has compared it with the workspace's `rust-version` already.
        Some(version) => Present(format!("{version}, at least {minimum} is needed")),
        None => Needed(remedy),
    }
}

fn c_linker() -> Finding {
    match process::find_program("cc") {
        Some(path) => Present(path.display().to_string()),
        None => Needed("install a C compiler: `apt-get install gcc libc6-dev`".to_owned()),
    }
}

fn wasm_std() -> Finding {
    if toolchain::has_installed_std() {
        Present("beside the installed rustc".to_owned())
    } else if let Some(unpacked) = debian::find() {
        Present(format!("built earlier, in {}", unpacked.home.display()))
    } else if process::find_program("rustup").is_some() {
        OnDemand("`cargo xtask plugins` tries `rustup target add`, then Debian's packages".to_owned())
    } else if debian::require_tools().is_ok() {
        OnDemand("`cargo xtask plugins` builds it from Debian's packages".to_owned())
    } else {
        Needed(format!("install rustup and run `rustup target add {}`", toolchain::TARGET))
    }
}

fn postgresql() -> Finding {
    if std::env::var_os(postgres::URL_VAR).is_some() {
        return Present(format!("the server named in {}", postgres::URL_VAR));
    }
    match postgres::find_programs() {
        Some(folder) => Present(folder.display().to_string()),
        None if apt::can_install() => OnDemand("`cargo xtask test` installs it with apt-get".to_owned()),
        None => Needed(format!(
            "install it (`sudo apt-get install postgresql`) or name a server in {}",
            postgres::URL_VAR
        )),
    }
}

fn disk_space() -> Finding {
    // The target folder may not exist yet; the workspace or a parent does.
    let place =
        workspace::target().ancestors().find(|folder| folder.is_dir()).unwrap_or_else(|| Path::new("/"));
    let printed = process::capture(Command::new("df").arg("-Pk").arg(place));
    let free_kib = printed.ok().and_then(|table| {
        let line = table.lines().nth(1)?.to_owned();
        line.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    match free_kib.map(|kib| kib / (1024 * 1024)) {
        Some(gib) if gib >= DISK_NEEDED_GIB => Present(format!("{gib} GiB free at {}", place.display())),
        Some(gib) => Needed(format!(
            "{gib} GiB free at {}, a build needs {DISK_NEEDED_GIB}: free some, or set CARGO_TARGET_DIR",
            place.display()
        )),
        None => Optional(format!("cannot tell; a build needs {DISK_NEEDED_GIB} GiB")),
    }
}

fn nextest() -> Finding {
    match process::find_program("cargo-nextest") {
        Some(path) => Present(path.display().to_string()),
        None => Optional("`cargo test` is used instead; `cargo install cargo-nextest` is faster".to_owned()),
    }
}

fn node() -> Finding {
    let remedy =
        format!("only for the console and JavaScript plugins: install Node {NODE_MAJOR_MIN} or later");
    let Some(version) = version_of("node", "--version") else {
        return Optional(remedy);
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR_MIN => Present(version),
        _ => Optional(format!("{version} is too old; {remedy}")),
    }
}

fn python() -> Finding {
    version_of("python3", "--version")
        .map_or_else(|| Optional("only for Python plugins: `apt-get install python3`".to_owned()), Present)
}

fn chromium() -> Finding {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let found: Option<PathBuf> = names.iter().find_map(|name| process::find_program(name));
    match found {
        Some(path) => Present(path.display().to_string()),
        None => Optional("only for the console's browser tests: `apt-get install chromium`".to_owned()),
    }
}

/// The first line a program prints about itself.
fn version_of(program: &str, flag: &str) -> Option<String> {
    let printed = process::capture(Command::new(program).arg(flag)).ok()?;
    printed.lines().next().map(|line| line.trim().to_owned())
}
