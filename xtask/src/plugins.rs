//! Builds every guest in one cargo run and packs what has changed into `target/plugins`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::guests::{self, Guest};
use crate::{Outcome, pack, process, toolchain, workspace};

/// The verb.
pub fn run(arguments: &[String]) -> Result<Outcome> {
    if let Some(unknown) = arguments.first() {
        bail!("`plugins` takes no arguments, but got `{unknown}`");
    }
    build()?;
    Ok(Outcome::SUCCESS)
}

/// Brings `target/plugins` up to date and returns its path.
pub fn build() -> Result<PathBuf> {
    let folder = workspace::plugins();
    fs::create_dir_all(&folder)?;
    let guests = guests::discover()?;
    if guests.is_empty() {
        eprintln!("  the workspace has no guests");
        return Ok(folder);
    }
    compile(&guests)?;

    let mut built = 0;
    for guest in &guests {
        if pack_if_changed(guest, &folder)? {
            built += 1;
        }
    }
    eprintln!("  plugins: {} up to date, {built} built, in {}", guests.len() - built, folder.display());
    Ok(folder)
}

fn compile(guests: &[Guest]) -> Result<()> {
    let toolchain = toolchain::find()?;
    eprintln!("  building {} guests; the standard library is {}", guests.len(), toolchain.origin);
    let mut cargo = process::cargo("build");
    cargo
        // The same folder for everyone, so that cargo's configuration is the same too.
        .current_dir(workspace::root())
        .args(["--lib", "--profile", "guest"])
        .args(["--target", toolchain::TARGET])
        .env("CARGO_TARGET_DIR", guests::target_folder());
    for guest in guests {
        cargo.args(["--package", &guest.package]);
    }
    toolchain.apply(&mut cargo)?;
    process::check(&mut cargo)
}

/// Packs one guest unless its component already comes from this very core module.
fn pack_if_changed(guest: &Guest, folder: &Path) -> Result<bool> {
    let source = guest.core_module();
    let core = fs::read(&source)
        .with_context(|| format!("{} left no core module at {}", guest.package, source.display()))?;
    let stamp = format!("{} {}\n", pack::RECIPE, hex(&Sha256::digest(&core)));
    let stamp_file = guests::target_folder().join(format!("{}.packed", guest.name()));
    let component = folder.join(format!("{}.wasm", guest.name()));
    let is_current =
        component.is_file() && fs::read_to_string(&stamp_file).is_ok_and(|packed_from| packed_from == stamp);
    if is_current {
        return Ok(false);
    }

    let packed = pack::pack(&guest.package, &core)?;
    // Written beside and renamed: a running host or test never reads half a component.
    let unfinished = folder.join(format!(".{}.{}", guest.name(), std::process::id()));
    fs::write(&unfinished, &packed.bytes)?;
    fs::rename(&unfinished, &component)?;
    fs::write(stamp_file, stamp)?;
    eprintln!(
        "  packed {}.wasm, {} KiB{}",
        guest.name(),
        packed.bytes.len().div_ceil(1024),
        if packed.is_hollow { ", but it exports nothing yet" } else { "" }
    );
    Ok(true)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
