//! Compiled components on disk. Loading one is loading machine code, so every file carries a MAC made with a key that
//! only this host has; a file that fails it is thrown away and compiled again. The folder is a cache: losing it costs
//! time only.

use crate::compiler::ARTEFACT_BYTES_MAX;
use bodega_domain::digest::Digest;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fs::{self, OpenOptions, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tracing::warn;
use wasmtime::Engine;

/// Named in the folder so that artefacts of another wasmtime are never even read.
const WASMTIME_VERSION: &str = "48.0.8";
/// A block of SHA-256, the longest key that HMAC takes as it is.
const KEY_BYTES: usize = 64;
const MAC_BYTES: usize = 32;

/// What the names of folders begin with.
const FOLDER_PREFIX: &str = "wasmtime-";

/// Compiled components of another engine than this one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignArtefacts {
    /// Its name: version and a hash of its configuration.
    pub engine: String,
    /// How many components.
    pub components: usize,
    /// What they take on disk.
    pub bytes: u64,
}

/// The folder of compiled components.
pub(crate) struct Artefacts {
    root: PathBuf,
    folder: PathBuf,
    key: [u8; KEY_BYTES],
}

impl Artefacts {
    /// Opens or makes the folder for what this engine compiles.
    pub(crate) fn open(root: &Path, engine: &Engine) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        let folder = root.join(format!("{FOLDER_PREFIX}{WASMTIME_VERSION}-{:016x}", hasher.finish()));
        fs::create_dir_all(&folder)?;
        fs::set_permissions(root, Permissions::from_mode(0o700))?;
        Ok(Artefacts { root: root.to_owned(), folder, key: read_or_make_key(&root.join("key"))? })
    }

    /// The artefact of a component; `None` where there is none that can be trusted.
    pub(crate) fn read(&self, digest: &Digest) -> Option<Vec<u8>> {
        let path = self.path(digest);
        let mut bytes = match read_bounded(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                warn!("cannot read compiled component {digest}: {error}");
                return None;
            }
        };
        let Some((mac, artefact)) = bytes.split_at_checked(MAC_BYTES) else {
            self.discard(digest, "it is cut off");
            return None;
        };
        if self.mac(digest, artefact).verify_slice(mac).is_err() {
            self.discard(digest, "it was damaged or changed");
            return None;
        }
        bytes.drain(..MAC_BYTES);
        Some(bytes)
    }

    /// Keeps an artefact; readers see all of it or nothing.
    pub(crate) fn write(&self, digest: &Digest, artefact: &[u8]) -> io::Result<()> {
        let mac = self.mac(digest, artefact).finalize().into_bytes();
        write_whole(&self.path(digest), &[&mac, artefact])
    }

    /// Whether there is an artefact of this engine; it may still turn out to be damaged.
    pub(crate) fn has(&self, digest: &Digest) -> bool {
        self.path(digest).exists()
    }

    /// The folders that other engines left: another version of wasmtime, or another configuration.
    pub(crate) fn foreign(&self) -> io::Result<Vec<ForeignArtefacts>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            let engine = entry.file_name().to_string_lossy().into_owned();
            if !engine.starts_with(FOLDER_PREFIX) || entry.path() == self.folder || !entry.path().is_dir() {
                continue;
            }
            let (mut components, mut bytes) = (0, 0);
            for file in fs::read_dir(entry.path())? {
                components += 1;
                bytes += file?.metadata()?.len();
            }
            found.push(ForeignArtefacts { engine, components, bytes });
        }
        found.sort();
        Ok(found)
    }

    /// Removes what other engines left.
    pub(crate) fn remove_foreign(&self) -> io::Result<()> {
        for folder in self.foreign()? {
            fs::remove_dir_all(self.root.join(folder.engine))?;
        }
        Ok(())
    }

    /// Throws an artefact away.
    pub(crate) fn discard(&self, digest: &Digest, why: &str) {
        warn!("compiled component {digest} is thrown away: {why}");
        if let Err(error) = fs::remove_file(self.path(digest))
            && error.kind() != io::ErrorKind::NotFound
        {
            warn!("cannot remove compiled component {digest}: {error}");
        }
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(format!("{}.cwasm", digest.hex()))
    }

    /// Over the component's digest too, so that one artefact cannot stand in for another.
    fn mac(&self, digest: &Digest, artefact: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.key.into());
        mac.update(b"bodega-artefact-v1\0");
        mac.update(digest.as_str().as_bytes());
        mac.update(artefact);
        mac
    }
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(ARTEFACT_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the key, or makes one. Two processes that start at once end up with the same.
fn read_or_make_key(path: &Path) -> io::Result<[u8; KEY_BYTES]> {
    if !path.exists() {
        let key: [u8; KEY_BYTES] = rand::random();
        let temporary = temporary_beside(path);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(&key)?;
        file.sync_all()?;
        let linked = fs::hard_link(&temporary, path);
        fs::remove_file(&temporary)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    let key = fs::read(path)?;
    key.try_into().map_err(|_| {
        let problem =
            format!("{} does not hold {KEY_BYTES} bytes; remove it to start afresh", path.display());
        io::Error::new(io::ErrorKind::InvalidData, problem)
    })
}

fn write_whole(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let temporary = temporary_beside(path);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    let written = parts.iter().try_for_each(|part| file.write_all(part)).and_then(|()| file.sync_all());
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed
}

fn temporary_beside(path: &Path) -> PathBuf {
    path.with_extension(format!("{:016x}.tmp", rand::random::<u64>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_names_the_wasmtime_that_is_linked() {
        let lock = include_str!("../../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"wasmtime\"\nversion = \"{WASMTIME_VERSION}\"\n")));
    }
}
