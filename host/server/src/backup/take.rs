//! Takes a backup: the database in one state first, then what it names. Bytes are written before the rows that name
//! them, so whatever the state names is there, or was deleted since because its time was over.

use super::archive::{self, Writer};
use super::database::stage;
use super::{AUDIT_KEY, BLOBS, FILES, FORMAT, MANIFEST, Manifest, Place, Scratch, key_of, name_of};
use crate::audit_key::own_public_key;
use crate::config::Config;
use crate::marketplace::blobs_folder;
use anyhow::{Context, Result};
use bodega_registry::open_object_store;
use bodega_store::{Backend, Store};
use futures::TryStreamExt as _;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::sync::Arc;
use tokio::runtime::Handle;

/// A backup that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// Its bytes, sealed.
    pub bytes: u64,
    /// Rows in it.
    pub rows: i64,
}

/// Takes a backup of the database of `store` and all that belongs to it; `None` where another node is at one.
///
/// # Errors
/// Where something cannot be read or the place does not take it: then there is no new backup.
pub async fn take(config: &Config, store: &Store, now_ms: i64) -> Result<Option<Taken>> {
    let (place, key) = (Place::of(config)?, key_of(config)?);
    let scratch = Scratch::new(&config.data_dir)?;
    let Some(staged) = stage(config, store, &scratch).await? else { return Ok(None) };
    let manifest = Manifest {
        format: FORMAT,
        bodega: env!("CARGO_PKG_VERSION").to_owned(),
        database: backend_name(store.backend()).to_owned(),
        taken_at_ms: now_ms,
        facts: staged.facts,
    };
    let rows = manifest.facts.tables.values().sum();
    let audit_key = own_public_key(config)?.map(|key| key.to_pem()).transpose()?;
    let blobs = blobs_folder(config);
    let folders = [
        (FILES, listed(open_object_store(&config.files)?).await?),
        (BLOBS, listed(open_object_store(&blobs.to_string_lossy())?).await?),
    ];
    let name = name_of(now_ms)?;
    let handle = Handle::current();
    let bytes = archive::write(&place.store, &name, key, move |writer| {
        // The copies go with this folder, when they are in.
        let _scratch = scratch;
        let text = serde_json::to_vec(&manifest)?;
        writer.add(MANIFEST, text.len() as u64, text.as_slice())?;
        for (entry, path) in &staged.files {
            writer.add_file(entry, path)?;
            // Disk that is not needed any more.
            let _ = std::fs::remove_file(path);
        }
        if let Some(pem) = &audit_key {
            writer.add(AUDIT_KEY, pem.len() as u64, pem.as_bytes())?;
        }
        for (prefix, (objects, names)) in &folders {
            names.iter().try_for_each(|name| add_object(writer, &handle, objects, prefix, name))?;
        }
        Ok(())
    });
    let bytes = bytes.await?;
    Ok(Some(Taken { name, bytes, rows }))
}

/// The word for a database in manifests.
pub(super) fn backend_name(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    }
}

async fn listed(objects: Arc<dyn ObjectStore>) -> Result<(Arc<dyn ObjectStore>, Vec<ObjectPath>)> {
    let names: Vec<ObjectPath> = objects.list(None).map_ok(|object| object.location).try_collect().await?;
    Ok((objects, names))
}

fn add_object(
    writer: &mut Writer,
    handle: &Handle,
    objects: &Arc<dyn ObjectStore>,
    prefix: &str,
    name: &ObjectPath,
) -> Result<()> {
    let entry = format!("{prefix}{name}");
    let reading = async { objects.get(name).await?.bytes().await };
    match handle.block_on(reading) {
        Ok(bytes) => writer.add(&entry, bytes.len() as u64, &bytes[..]),
        Err(object_store::Error::NotFound { .. }) => {
            writer.note_gone(entry);
            Ok(())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {entry}")),
    }
}
