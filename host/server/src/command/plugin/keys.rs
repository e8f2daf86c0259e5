//! `bodega plugin keygen` and `sign`: a publisher's keys are files; the private one is the person's alone.

use super::project::{read, write};
use anyhow::{Context, Result, bail};
use bodega_package::{Package, SigningKey};
use rand::TryRngCore as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Makes a key pair.
pub fn generate(output: &Path) -> Result<()> {
    let mut seed = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut seed).context("the operating system gives no randomness")?;
    let key = SigningKey::from_seed(&seed);
    seed.fill(0);
    let public = public_path(output);
    if public.exists() {
        bail!("{} is there already; name another file, or move the old keys away", public.display());
    }
    write_private(output, key.to_pem()?.as_bytes())?;
    write(&public, key.verifying_key().to_pem()?.as_bytes())?;
    let id = key.verifying_key().id();
    println!("{id}");
    eprintln!("  private key  {}: keep it secret, keep a copy, never commit it", output.display());
    eprintln!("  public key   {}: register it with the marketplace", public.display());
    eprintln!("  people compare {}", id.short());
    Ok(())
}

/// Signs a package file, now.
pub fn sign(package: &Path, key: &Path, output: Option<&Path>) -> Result<()> {
    if !key.is_file() {
        bail!(
            "{} is not there: name the key with --key, or make one with `bodega plugin keygen`",
            key.display()
        );
    }
    check_private(key)?;
    let pem = String::from_utf8(read(key)?).with_context(|| format!("{} is no PEM file", key.display()))?;
    let key = SigningKey::from_pem(&pem).with_context(|| format!("{} is refused", key.display()))?;
    let unsigned =
        Package::read(&read(package)?).with_context(|| format!("{} is refused", package.display()))?;
    let now_ms =
        SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970; set it")?.as_millis();
    let signed = unsigned.sign(&key, i64::try_from(now_ms)?)?;
    let output = output.unwrap_or(package);
    write(output, &signed.write()?)?;
    println!("{} {} {}", signed.manifest().name, signed.manifest().version, signed.digest());
    eprintln!("  {} is signed with {}", output.display(), key.verifying_key().id().short());
    Ok(())
}

/// `keys/acme.pem` has its public half in `keys/acme.pub.pem`.
fn public_path(private: &Path) -> PathBuf {
    let stem = private.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    private.with_file_name(format!("{stem}.pub.pem"))
}

#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    create(std::fs::OpenOptions::new().mode(0o600), path, bytes)
}

#[cfg(not(unix))]
fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    create(&mut std::fs::OpenOptions::new(), path, bytes)
}

fn create(options: &mut std::fs::OpenOptions, path: &Path, bytes: &[u8]) -> Result<()> {
    let file = options.write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).with_context(|| {
        format!("cannot write {}; a key is never written over another, so name a new file", path.display())
    })
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)
        .with_context(|| format!("cannot read {}", path.display()))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        bail!(
            "others on this machine may read {0}: `chmod 600 {0}`, and change the key if they have",
            path.display()
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<()> {
    Ok(())
}
