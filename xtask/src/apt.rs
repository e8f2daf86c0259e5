//! Brings programs of Debian's packages where they are missing and we may install them.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Whether packages can be installed here.
pub fn can_install() -> bool {
    process::is_root() && process::find_program("apt-get").is_some()
}

/// Installs packages.
pub fn install(packages: &[&str]) -> Result<()> {
    let apt_get = |arguments: &[&str]| {
        process::capture(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    if apt_get(&install).is_err() {
        // A fresh machine has no package lists, and old lists name packages that are gone.
        apt_get(&["update"])?;
        apt_get(&install)?;
    }
    Ok(())
}

/// Makes sure of programs, each named with the package that brings it.
pub fn require(programs: &[(&str, &str)]) -> Result<()> {
    let missing = programs.iter().filter(|(program, _)| process::find_program(program).is_none());
    let packages: Vec<&str> = missing.map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    if !can_install() {
        bail!("tests need {0}: sudo apt-get install {0}", packages.join(" "));
    }
    eprintln!("  installing {} with apt-get", packages.join(" "));
    install(&packages)
}
