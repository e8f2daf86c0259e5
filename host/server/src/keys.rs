//! The key that wraps the tenants' keys: from the environment, or from a file apart from the database, made at the first
//! start. What it wrapped is lost without it, so that it is made for an empty database only.

use crate::config::Config;
use anyhow::{Context, bail, ensure};
use bodega_store::Store;
use bodega_store::vault::{KeyBytes, KeyService, KeyServiceError, LocalKeys, Wrapped};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// Keys as text, for where files are no place for secrets; the first is in force.
pub const KEYS_VARIABLE: &str = "BODEGA_KEYS";
/// Who else than the owner may do anything with the file.
const OTHERS: u32 = 0o077;
/// The rights that it is made with.
const OWNER_ONLY: u32 = 0o600;

const NOTE: &str = "\
# Bodega: the key that opens personal data and secrets in the database. The first line is in force.
# Keep a copy apart from the database and its backups: without it that data is lost, with it anybody can read it.
";

/// Gives the store its key, from the environment or the file. A file is made where nothing was sealed yet.
pub async fn unlock(config: &Config, store: &Store) -> anyhow::Result<()> {
    let service: Arc<dyn KeyService> = match std::env::var(KEYS_VARIABLE) {
        Ok(text) => Arc::new(LocalKeys::read(&text).with_context(|| format!("{KEYS_VARIABLE} is set"))?),
        Err(_) => Arc::new(key_file(&config.key_file, store).await?),
    };
    store.unlock(service).await.with_context(|| {
        format!(
            "the database stays locked; give it the key it was sealed with, in {} or {KEYS_VARIABLE}. Nothing was changed",
            config.key_file.display()
        )
    })
}

async fn key_file(path: &Path, store: &Store) -> anyhow::Result<KeyFile> {
    if !path.exists() {
        let wanted = store.wrapping_keys().await.context("cannot tell which key the database needs")?;
        if let Some(wanted) = wanted.first() {
            bail!(
                "the key file {} is missing, and this database is sealed with key {wanted}; put the file back from its copy, \
                 or name it with --key-file. No new key was made",
                path.display()
            );
        }
        make(path)?;
    }
    KeyFile::open(path.to_owned())
}

/// Makes a file with a new key; leaves one alone that another process made a moment ago.
fn make(path: &Path) -> anyhow::Result<()> {
    let text = format!("{NOTE}{}\n", *LocalKeys::generate()?);
    let mut options = OpenOptions::new();
    match options.write(true).create_new(true).mode(OWNER_ONLY).open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all())?;
            tracing::warn!(
                "made the key {}: keep a copy of it apart from the database and its backups, which cannot be read without it",
                path.display()
            );
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot make the key file {}", path.display())),
    }
}

/// Puts a new key in force, before those that are in the file. Servers that run read the file again when they meet a key
/// that they do not know.
pub fn add_key(path: &Path) -> anyhow::Result<()> {
    let before = read(path)?;
    let text = format!("{NOTE}{}\n{}", *LocalKeys::generate()?, before.replace(NOTE, ""));
    LocalKeys::read(&text)?;
    write(path, &text)
}

/// Takes the keys out of the file that nothing is wrapped with any more; gives how many.
pub fn drop_keys(path: &Path, needed: &[String]) -> anyhow::Result<usize> {
    let text = read(path)?;
    let is_unneeded = |line: &&str| match LocalKeys::read(line) {
        Ok(key) => !key.ids().iter().any(|id| needed.contains(id)),
        Err(_) => false,
    };
    let (gone, kept): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| is_unneeded(line));
    if !gone.is_empty() {
        let kept = format!("{}\n", kept.join("\n"));
        LocalKeys::read(&kept)?;
        write(path, &kept)?;
    }
    Ok(gone.len())
}

/// Beside the file, then in its place: a crash leaves the old or the new one.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let beside = path.with_extension("new");
    let _ = fs::remove_file(&beside);
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        fs::File::open(path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")))?
            .sync_all()
    };
    write().with_context(|| format!("cannot write the key file {}", path.display()))
}

fn read(path: &Path) -> anyhow::Result<String> {
    let meta = fs::metadata(path).with_context(|| format!("cannot find the key file {}", path.display()))?;
    ensure!(
        meta.permissions().mode() & OTHERS == 0,
        "the key file {} can be read by others; `chmod 600` it",
        path.display()
    );
    fs::read_to_string(path).with_context(|| format!("cannot read the key file {}", path.display()))
}

/// A key file, read again when a key turns up that it did not hold before.
#[derive(Debug)]
struct KeyFile {
    path: PathBuf,
    keys: RwLock<Arc<LocalKeys>>,
}

impl KeyFile {
    fn open(path: PathBuf) -> anyhow::Result<Self> {
        let keys = LocalKeys::read(&read(&path)?).with_context(|| path.display().to_string())?;
        Ok(KeyFile { path, keys: RwLock::new(Arc::new(keys)) })
    }

    fn keys(&self) -> Arc<LocalKeys> {
        match self.keys.read() {
            Ok(keys) => keys.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }

    /// The keys, read anew where they lack this one.
    fn with(&self, id: &str) -> Arc<LocalKeys> {
        let keys = self.keys();
        if keys.has(id) {
            return keys;
        }
        match KeyFile::open(self.path.clone()) {
            Ok(anew) => {
                let anew = anew.keys();
                if let Ok(mut keys) = self.keys.write() {
                    keys.clone_from(&anew);
                }
                anew
            }
            Err(error) => {
                tracing::error!("the key file cannot be read again: {error:#}");
                keys
            }
        }
    }
}

impl KeyService for KeyFile {
    fn current(&self) -> String {
        self.keys().current()
    }

    fn has(&self, id: &str) -> bool {
        self.with(id).has(id)
    }

    fn wrap<'a>(
        &'a self,
        context: &'a [u8],
        key: &'a KeyBytes,
    ) -> BoxFuture<'a, Result<Wrapped, KeyServiceError>> {
        async move { self.keys().wrap(context, key).await }.boxed()
    }

    fn unwrap<'a>(
        &'a self,
        id: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> BoxFuture<'a, Result<KeyBytes, KeyServiceError>> {
        async move { self.with(id).unwrap(id, context, wrapped).await }.boxed()
    }
}
