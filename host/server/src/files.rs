//! Keeps the bytes of plugins' files: below the data folder, or in the object store that all nodes share.

use anyhow::Result;
use bodega_app::files::{FileBytes, FileBytesError, FileBytesResult, FileKey};
use bodega_registry::open_object_store;
use futures::FutureExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use std::ops::Range;
use std::sync::Arc;

/// Files in an object store.
pub(crate) struct ObjectFiles(Arc<dyn ObjectStore>);

impl ObjectFiles {
    /// Opens a folder, or `s3://bucket/prefix`.
    pub(crate) fn open(location: &str) -> Result<Self> {
        Ok(ObjectFiles(open_object_store(location)?))
    }
}

fn path(key: &FileKey) -> Path {
    Path::from(format!("{}/{}-{}", key.tenant, key.id, key.digest.hex()))
}

fn failed(error: object_store::Error) -> FileBytesError {
    FileBytesError(error.to_string())
}

impl FileBytes for ObjectFiles {
    fn put<'a>(&'a self, key: &'a FileKey, bytes: Vec<u8>) -> FileBytesResult<'a, ()> {
        async move { self.0.put(&path(key), bytes.into()).await.map(drop).map_err(failed) }.boxed()
    }

    fn get<'a>(&'a self, key: &'a FileKey, piece: Range<u64>) -> FileBytesResult<'a, Vec<u8>> {
        async move {
            let bytes = self.0.get_range(&path(key), piece).await.map_err(failed)?;
            Ok(bytes.to_vec())
        }
        .boxed()
    }

    fn delete<'a>(&'a self, key: &'a FileKey) -> FileBytesResult<'a, ()> {
        async move {
            match self.0.delete(&path(key)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(failed(error)),
            }
        }
        .boxed()
    }
}
