//! The host's key that signs the audit trail: made at the first start, beside the database or where the
//! configuration says.

use crate::config::Config;
use anyhow::{Context, Result};
use bodega_app::audit::Signing;
use bodega_package::{SigningKey, VerifyingKey};
use rand::TryRngCore as _;
use std::io::Write as _;
use std::path::Path;

/// The folder of other hosts' public keys, in the data folder.
const TRUSTED: &str = "audit-keys";

/// How this node signs the audit trail.
///
/// # Errors
/// Where the key cannot be read or made.
pub fn signing_of(config: &Config) -> Result<Signing> {
    Ok(Signing { key: load_or_make(&config.audit_key)?, file: config.audit_checkpoints.clone() })
}

/// The public half of this host's key; `None` where there is no key yet.
///
/// # Errors
/// Where the file is not a key.
pub fn own_public_key(config: &Config) -> Result<Option<VerifyingKey>> {
    match config.audit_key.exists() {
        true => Ok(Some(load(&config.audit_key)?.verifying_key())),
        false => Ok(None),
    }
}

/// Keys that this host trusts: its own, and those of hosts whose backups were restored here.
///
/// # Errors
/// Where a file is not a key.
pub fn trusted_keys(config: &Config) -> Result<Vec<VerifyingKey>> {
    let mut keys: Vec<VerifyingKey> = own_public_key(config)?.into_iter().collect();
    let folder = config.data_dir.join(TRUSTED);
    for entry in folder.exists().then(|| std::fs::read_dir(&folder)).transpose()?.into_iter().flatten() {
        let path = entry?.path();
        let key = VerifyingKey::from_pem(&std::fs::read_to_string(&path)?);
        keys.push(key.with_context(|| format!("{} is no public key", path.display()))?);
    }
    Ok(keys)
}

/// Trusts the public key (PEM) of another host from now on.
pub(crate) fn trust(config: &Config, pem: &str) -> Result<()> {
    let key = VerifyingKey::from_pem(pem)?;
    let folder = config.data_dir.join(TRUSTED);
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.pub.pem", key.id().short()));
    std::fs::write(&path, key.to_pem()?).with_context(|| format!("cannot write {}", path.display()))
}

fn load(path: &Path) -> Result<SigningKey> {
    let pem = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    SigningKey::from_pem(&pem).with_context(|| format!("{} is not the audit trail's key", path.display()))
}

fn load_or_make(path: &Path) -> Result<SigningKey> {
    if path.exists() {
        return load(path);
    }
    let mut seed = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut seed).context("the operating system gives no randomness")?;
    let key = SigningKey::from_seed(&seed);
    seed.fill(0);
    match write_new(path, key.to_pem()?.as_bytes()) {
        Ok(()) => {
            tracing::warn!(
                "made {}, the key that signs the audit trail ({}): keep a copy apart from the database",
                path.display(),
                key.verifying_key().id().short()
            );
            Ok(key)
        }
        // Another node was quicker.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => load(path),
        Err(error) => Err(error).with_context(|| format!("cannot write {}", path.display())),
    }
}

/// Makes a file that only its owner reads.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
