//! Backups: one sealed object each, with the database in one state, files, packages and what proves a copy. Taken while
//! shops sell; restored to a place that is empty, or whose content is set aside, never overwritten.

mod archive;
mod database;
mod keep;
mod restore;
mod schedule;
mod take;
mod verify;

use crate::config::Config;
use anyhow::{Context, Result, bail};
use bodega_crypto::StreamKey;
use bodega_registry::open_object_store;
use bodega_store::snapshot::Facts;
use futures::TryStreamExt as _;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use rand::TryRngCore as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use keep::{Keep, surplus};
pub use restore::{Restored, restore};
pub use schedule::{Schedule, clear, spawn};
pub use take::{Taken, take};
pub use verify::verify;

/// How old the newest backup may be before `bodega doctor` complains, ms: a day and a half.
pub const AGE_MAX_MS: i64 = 36 * 60 * 60 * 1000;

/// The end of every backup's name.
const ENDING: &str = ".backup";
/// The form of what is in a backup.
const FORMAT: u32 = 1;
/// The largest manifest that is read, bytes.
const MANIFEST_MAX: u64 = 64 * 1024 * 1024;

/// Names inside a backup.
const MANIFEST: &str = "manifest.json";
const SQLITE: &str = "database.db";
const POSTGRES: &str = "database.dump";
const REGISTRY: &str = "registry.db";
const AUDIT_KEY: &str = "audit.pub.pem";
const FILES: &str = "files/";
const BLOBS: &str = "registry/";
const END: &str = "end.json";

/// What a backup says of itself, first in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`FORMAT`].
    pub format: u32,
    /// The program's version.
    pub bodega: String,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// When the state was taken, ms since 1970 UTC.
    pub taken_at_ms: i64,
    /// What is in the database.
    pub facts: Facts,
}

/// What a backup says last: all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    /// Bytes and SHA-256 (hex) by name.
    entries: BTreeMap<String, (u64, String)>,
    /// Files that the database knows and that were gone, e.g. over their time.
    gone: Vec<String>,
}

/// Where backups are kept.
pub struct Place {
    store: Arc<dyn ObjectStore>,
}

/// A backup that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, in the order of time.
    pub name: String,
    /// Bytes, sealed.
    pub bytes: u64,
    /// When it was taken, ms since 1970 UTC, by its name.
    pub taken_at_ms: i64,
}

impl Place {
    /// Opens the configured place.
    ///
    /// # Errors
    /// Where none is configured, or it does not open.
    pub fn of(config: &Config) -> Result<Self> {
        let location = config.backup.to.as_deref().context(
            "no place for backups is configured: set `backup_to` (a folder or s3://bucket/prefix), BODEGA_BACKUP_TO or --backup-to",
        )?;
        Ok(Place { store: open_object_store(location).context("the place for backups does not open")? })
    }

    /// All backups, oldest first. Other objects beside them are left alone.
    ///
    /// # Errors
    /// Where the place cannot be read.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        let objects: Vec<_> = self.store.list(None).try_collect().await?;
        let mut found: Vec<Listed> = objects
            .into_iter()
            .filter_map(|object| {
                let name = object.location.to_string();
                let taken_at_ms = time_of(&name)?;
                Some(Listed { name, bytes: object.size, taken_at_ms })
            })
            .collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }

    /// The backup of this name, or the newest.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn find(&self, name: Option<&str>) -> Result<Listed> {
        let mut all = self.list().await?;
        let found = match name {
            Some(name) => all.into_iter().find(|listed| listed.name == name),
            None => all.pop(),
        };
        found.context("there is no such backup; `bodega backup list` shows what there is")
    }

    /// Deletes a backup.
    ///
    /// # Errors
    /// Where the place refuses.
    pub async fn delete(&self, name: &str) -> Result<()> {
        Ok(self.store.delete(&ObjectPath::from(name)).await?)
    }
}

/// The time in a backup's name, ms since 1970 UTC; `None` where it is not one.
fn time_of(name: &str) -> Option<i64> {
    let time = name.strip_prefix("bodega-")?.strip_suffix(ENDING)?.split('-').next()?;
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// The name of a backup taken now.
fn name_of(taken_at_ms: i64) -> Result<String> {
    let time = jiff::Timestamp::from_millisecond(taken_at_ms)?.strftime("%Y%m%dT%H%M%SZ");
    // In the order of time within a second too.
    let (ms, apart): (i64, u32) = (taken_at_ms.rem_euclid(1000), rand::random());
    Ok(format!("bodega-{time}-{ms:03}{apart:08x}{ENDING}"))
}

/// The key that backups are sealed with.
///
/// # Errors
/// Where none is configured, or it is none.
pub fn key_of(config: &Config) -> Result<StreamKey> {
    if let Some(text) = &config.backup.key_text {
        return StreamKey::parse(text).context("BODEGA_BACKUP_KEY is not a backup key");
    }
    let path = config.backup.key.as_deref().context(
        "no key for backups is configured: make one with `bodega backup keygen FILE`, keep a copy apart from this machine, \
         and set `backup_key` (BODEGA_BACKUP_KEY_FILE, --backup-key) to the file",
    )?;
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    StreamKey::parse(&text).with_context(|| format!("{} is not a backup key", path.display()))
}

/// Makes a key file that only its owner reads.
///
/// # Errors
/// Where the file is there already or cannot be written.
pub fn make_key(path: &Path) -> Result<StreamKey> {
    let mut bytes = [0; bodega_crypto::STREAM_KEY_BYTES];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).context("the operating system gives no randomness")?;
    let key = StreamKey::new(bytes);
    bytes.fill(0);
    let made = crate::audit_key::write_new(path, format!("{}\n", key.text().as_str()).as_bytes());
    made.with_context(|| format!("cannot make {}", path.display()))?;
    Ok(key)
}

/// A folder for what is worked on, gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new(data_dir: &Path) -> Result<Self> {
        let folder = data_dir.join(format!("backup-{:016x}", rand::random::<u64>()));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Scratch(folder))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The file of an SQLite URL.
fn sqlite_path(url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    let path = path.and_then(|rest| rest.split('?').next()).filter(|path| !path.is_empty());
    match path {
        Some(path) if path != ":memory:" => Ok(PathBuf::from(path)),
        _ => bail!("the database is not in a file"),
    }
}

/// The URL of an SQLite file.
fn sqlite_url(path: &Path) -> String {
    format!("sqlite://{}?mode=rwc", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_its_time() {
        let name = name_of(1_767_240_000_000).unwrap();
        assert!(name.starts_with("bodega-20260101T040000Z-"), "{name}");
        assert_eq!(time_of(&name), Some(1_767_240_000_000));
        for other in [
            "bodega.db",
            "bodega-x.backup",
            "bodega-20260101T040000Z-1.backup.tmp",
            "notes/bodega-20260101T040000Z-1.backup",
        ] {
            assert_eq!(time_of(other), None, "{other}");
        }
    }

    #[test]
    fn the_file_of_a_url_is_found() {
        assert_eq!(sqlite_path("sqlite://a/b.db?mode=rwc").unwrap(), PathBuf::from("a/b.db"));
        assert_eq!(sqlite_path("sqlite:///a/b.db").unwrap(), PathBuf::from("/a/b.db"));
        assert!(sqlite_path("sqlite::memory:").is_err());
        assert!(sqlite_path("postgres://x").is_err());
    }
}
