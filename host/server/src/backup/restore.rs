//! Restores a backup. Everything is unpacked and checked beside first; what is in the place already is set aside under
//! another name, never overwritten.

use super::database::{few, fill_postgres, sqlite_files};
use super::take::backend_name;
use super::verify::compare;
use super::{
    AUDIT_KEY, BLOBS, FILES, FORMAT, Manifest, POSTGRES, Place, SQLITE, Scratch, archive, key_of, sqlite_url,
};
use crate::audit_key::trust;
use crate::config::Config;
use crate::marketplace::blobs_folder;
use anyhow::{Context, Result, bail, ensure};
use bodega_registry::open_object_store;
use bodega_store::{Backend, Store, StoreOptions};
use object_store::ObjectStoreExt as _;
use object_store::path::Path as ObjectPath;
use std::path::{Path, PathBuf};

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The backup.
    pub name: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// What was in the place before, and where it is now.
    pub set_aside: Vec<String>,
}

/// Restores a backup, the newest where none is named, into the configured database and folders. No server may be running
/// on them. With `is_forced` what is there is set aside.
///
/// # Errors
/// Where the backup is damaged or sealed with another key, is of the other database, or something is there already:
/// then nothing was changed.
pub async fn restore(config: &Config, name: Option<&str>, is_forced: bool, now_ms: i64) -> Result<Restored> {
    let place = Place::of(config)?;
    let listed = place.find(name).await?;
    let scratch = Scratch::new(&config.data_dir)?;
    let manifest = archive::read(&place.store, &listed.name, key_of(config)?, &scratch.0).await?;
    check(config, &manifest)?;
    let aside = format!("before-restore-{now_ms}");
    let mut set_aside = match config.database_url.starts_with("sqlite:") {
        true => {
            // Before anything is changed.
            let copy = Store::connect(&sqlite_url(&scratch.path(SQLITE)), few()).await?;
            let facts = copy.facts().await;
            copy.close().await;
            compare(&facts?, &manifest.facts)?;
            put_sqlite(config, &scratch, is_forced, &aside)?
        }
        false => put_postgres(config, &scratch, is_forced, &aside).await?,
    };
    if let Some(blobs) = put_folder(&scratch.path(BLOBS), &blobs_folder(config), &aside)? {
        set_aside.push(blobs);
    }
    put_files(config, &scratch.path(FILES)).await?;
    let audit_key = scratch.path(AUDIT_KEY);
    if audit_key.exists() {
        trust(config, &std::fs::read_to_string(audit_key)?)?;
    }
    let store = Store::connect(&config.database_url, StoreOptions::default()).await?;
    let compared = async {
        compare(&store.facts().await?, &manifest.facts)?;
        store.migrate().await.context("the restored database cannot be brought up to date")
    };
    let compared = compared.await;
    store.close().await;
    compared?;
    Ok(Restored { name: listed.name, manifest, set_aside })
}

/// Whether this program can restore it here.
pub(super) fn check(config: &Config, manifest: &Manifest) -> Result<()> {
    ensure!(
        manifest.format == FORMAT,
        "the backup has form {}, this program knows {FORMAT}: restore it with Bodega {}",
        manifest.format,
        manifest.bodega
    );
    let here = match config.database_url.starts_with("sqlite:") {
        true => Backend::Sqlite,
        false => Backend::Postgres,
    };
    ensure!(
        manifest.database == backend_name(here),
        "the backup is of {}, and the configured database is {}",
        manifest.database,
        backend_name(here)
    );
    Ok(())
}

fn refuse(what: &str) -> anyhow::Error {
    anyhow::anyhow!("{what} is there already; `--force` sets it aside and restores")
}

fn put_sqlite(config: &Config, scratch: &Scratch, is_forced: bool, aside: &str) -> Result<Vec<String>> {
    let files = sqlite_files(config)?;
    if let Some((_, path)) = files.iter().find(|(_, path)| path.exists() && !is_forced) {
        return Err(refuse(&path.display().to_string()));
    }
    let mut set_aside = Vec::new();
    for (entry, path) in files {
        // The log and its index belong to the file they are beside.
        for end in ["", "-wal", "-shm"] {
            let old = with_end(&path, end);
            if old.exists() {
                let to = with_end(&path, &format!(".{aside}{end}"));
                std::fs::rename(&old, &to).with_context(|| format!("cannot set {} aside", old.display()))?;
                set_aside.push(to.display().to_string());
            }
        }
        let staged = scratch.path(entry);
        if staged.exists() {
            move_file(&staged, &path)?;
        }
    }
    Ok(set_aside)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Also to another file system, and durable before it has its name.
fn move_file(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let coming = with_end(to, ".restoring");
    let cannot = || format!("cannot write {}", to.display());
    if std::fs::rename(from, &coming).is_err() {
        std::fs::copy(from, &coming).with_context(cannot)?;
    }
    std::fs::File::open(&coming)?.sync_all().with_context(cannot)?;
    std::fs::rename(&coming, to).with_context(cannot)
}

async fn put_postgres(
    config: &Config,
    scratch: &Scratch,
    is_forced: bool,
    aside: &str,
) -> Result<Vec<String>> {
    let store = Store::connect(&config.database_url, few()).await?;
    let clear = async {
        if store.count_other_nodes().await? > 0 {
            bail!("a server is connected to this database; stop it first");
        }
        if store.count_tables().await? == 0 {
            return Ok(Vec::new());
        }
        if !is_forced {
            return Err(refuse("the database's content"));
        }
        store.set_aside(aside).await?;
        Ok(vec![format!("schema {aside}")])
    };
    let cleared: Result<Vec<String>> = clear.await;
    store.close().await;
    let set_aside = cleared?;
    fill_postgres(&config.database_url, &scratch.path(POSTGRES)).await?;
    Ok(set_aside)
}

fn put_folder(staged: &Path, to: &Path, aside: &str) -> Result<Option<String>> {
    let mut set_aside = None;
    if to.exists() {
        let old = with_end(to, &format!(".{aside}"));
        std::fs::rename(to, &old).with_context(|| format!("cannot set {} aside", to.display()))?;
        set_aside = Some(old.display().to_string());
    }
    for path in files_below(staged)? {
        move_file(&path, &to.join(path.strip_prefix(staged)?))?;
    }
    Ok(set_aside)
}

/// Files of plugins have names that follow from their content: what is there already is the same or another's.
async fn put_files(config: &Config, staged: &Path) -> Result<()> {
    let objects = open_object_store(&config.files)?;
    for path in files_below(staged)? {
        let name = path.strip_prefix(staged)?.to_string_lossy().into_owned();
        objects.put(&ObjectPath::from(name), std::fs::read(&path)?.into()).await?;
    }
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}
