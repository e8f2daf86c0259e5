//! Files of plugins: their bytes go through a port, what is known of them is in the store. A file's key holds its id and
//! the digest of its bytes, so that two runs of one invocation never overwrite each other.

use crate::app::App;
use crate::error::{AppError, AppResult, ErrorKind};
use bodega_domain::digest::Digest;
use bodega_domain::ids::TenantId;
use bodega_plugin_host::FILE_BYTES_MAX;
use bodega_store::files::{FileUsage, NewFile, StoredFile};
use futures::future::BoxFuture;
use std::ops::Range;
use uuid::Uuid;

/// How long files are kept, ms: 90 days.
pub const FILES_KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Files of one plugin at a merchant's.
pub const FILES_PER_PLUGIN_MAX: u64 = 10_000;
/// Bytes of all files of one plugin at a merchant's.
pub const FILE_BYTES_PER_PLUGIN_MAX: u64 = 1 << 30;
/// Files forgotten in one round of housekeeping.
const PURGE_BATCH: u32 = 200;

/// Where the bytes of a file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileKey {
    /// Whose.
    pub tenant: TenantId,
    /// The file's id.
    pub id: Uuid,
    /// Of its bytes.
    pub digest: Digest,
}

/// The file store could not do it; the text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file store failed: {0}")]
pub struct FileBytesError(pub String);

/// What a file store gives back, later.
pub type FileBytesResult<'a, T> = BoxFuture<'a, Result<T, FileBytesError>>;

/// Keeps bytes: a folder, or an object store that all nodes share.
pub trait FileBytes: Send + Sync + 'static {
    /// Writes them whole; once this is done they survive a crash.
    fn put<'a>(&'a self, key: &'a FileKey, bytes: Vec<u8>) -> FileBytesResult<'a, ()>;
    /// Reads a piece that is inside the file.
    fn get<'a>(&'a self, key: &'a FileKey, piece: Range<u64>) -> FileBytesResult<'a, Vec<u8>>;
    /// Deletes them; what is not there is deleted.
    fn delete<'a>(&'a self, key: &'a FileKey) -> FileBytesResult<'a, ()>;
}

impl From<FileBytesError> for AppError {
    fn from(error: FileBytesError) -> Self {
        AppError::fault(error)
    }
}

/// The key of a stored file.
fn key_of(tenant: TenantId, file: &StoredFile) -> FileKey {
    FileKey { tenant, id: file.id, digest: file.file.digest.clone() }
}

/// A piece of a file, as much of it as there is.
pub(crate) async fn read_piece(
    app: &App,
    tenant: TenantId,
    file: &StoredFile,
    offset: u64,
    max: u64,
) -> AppResult<Vec<u8>> {
    let end = offset.saturating_add(max).min(file.file.size);
    if offset >= end {
        return Ok(Vec::new());
    }
    Ok(app.files.get(&key_of(tenant, file), offset..end).await?)
}

/// A file whole, its digest checked.
pub(crate) async fn read_whole(app: &App, tenant: TenantId, file: &StoredFile) -> AppResult<Vec<u8>> {
    let bytes = read_piece(app, tenant, file, 0, FILE_BYTES_MAX as u64).await?;
    if Digest::of(&bytes) != file.file.digest {
        return Err(AppError::fault(format!("the bytes of file {} are damaged", file.id)));
    }
    Ok(bytes)
}

/// Whether a plugin has room for more files.
pub(crate) fn has_room(used: FileUsage, more: &[NewFile]) -> Result<(), String> {
    let bytes: u64 = more.iter().map(|file| file.size).sum();
    if used.count + more.len() as u64 > FILES_PER_PLUGIN_MAX {
        return Err(format!("the plugin has more than {FILES_PER_PLUGIN_MAX} files; they go after 90 days"));
    }
    if used.bytes.saturating_add(bytes) > FILE_BYTES_PER_PLUGIN_MAX {
        return Err(format!("the plugin's files have more than {FILE_BYTES_PER_PLUGIN_MAX} bytes together"));
    }
    Ok(())
}

/// Deletes files that are over their time, the bytes first; gives how many.
pub(crate) async fn purge(app: &App) -> AppResult<u64> {
    let mut gone = 0;
    loop {
        let expired = app.store.expired_files(app.now_ms(), PURGE_BATCH).await?;
        for (tenant, id, digest) in &expired {
            app.files.delete(&FileKey { tenant: *tenant, id: *id, digest: digest.clone() }).await?;
        }
        let keys: Vec<(TenantId, Uuid)> = expired.iter().map(|(tenant, id, _)| (*tenant, *id)).collect();
        gone += app.store.forget_files(&keys).await?;
        if expired.len() < PURGE_BATCH as usize {
            return Ok(gone);
        }
    }
}

/// A file of the tenant with its bytes.
pub(crate) async fn fetch(app: &App, tenant: TenantId, id: Uuid) -> AppResult<(StoredFile, Vec<u8>)> {
    let file = app.store.get_file(tenant, id, app.now_ms()).await?;
    let gone =
        || AppError::new(ErrorKind::NotFound, "file.gone", "the file is over its time; ask for it again");
    let file = file.ok_or_else(gone)?;
    let bytes = read_whole(app, tenant, &file).await?;
    Ok((file, bytes))
}
