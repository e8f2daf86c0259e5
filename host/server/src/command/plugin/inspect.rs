//! `bodega plugin inspect`: what a package holds, may do, and who vouches for it.

use super::project::read;
use anyhow::{Context, Result};
use bodega_package::{KeyId, Package, TrustedKey, TrustedKeys, VerifyingKey};
use std::path::{Path, PathBuf};

/// Prints it. With keys, a package that they do not vouch for is an error.
pub fn run(path: &Path, keys: &[PathBuf]) -> Result<()> {
    let package = Package::read(&read(path)?).with_context(|| format!("{} is refused", path.display()))?;
    let manifest = package.manifest();
    println!("{}", serde_json::to_string_pretty(manifest)?);
    println!("package   {}\ncomponent {}", package.digest(), package.component_digest());
    let [own, component] = package.artifacts();
    println!("artifacts oci-archive:{0}:{1} oci-archive:{0}:{2}", path.display(), own.name, component.name);
    println!(
        "size      {} KiB component, {} files",
        package.component().len().div_ceil(1024),
        package.files().len()
    );
    for import in &package.interfaces().imports {
        println!("may use   {import}");
    }
    for key in package.signed_by() {
        println!("signed by {key} ({}), not verified here", key.short());
    }
    if package.signed_by().is_empty() {
        println!("signed by nobody");
    }
    if keys.is_empty() {
        return Ok(());
    }
    let trust =
        keys.iter().map(|path| trusted(path, &manifest.publisher)).collect::<Result<TrustedKeys>>()?;
    let signer = package.verify(&trust)?;
    println!("verified  {} of {}", KeyId::short(&signer.key), signer.publisher);
    Ok(())
}

fn trusted(path: &Path, publisher: &str) -> Result<TrustedKey> {
    let pem = String::from_utf8(read(path)?).with_context(|| format!("{} is no PEM file", path.display()))?;
    let key = VerifyingKey::from_pem(&pem).with_context(|| format!("{} is refused", path.display()))?;
    Ok(TrustedKey { publisher: publisher.to_owned(), key, revoked_from_ms: None })
}
