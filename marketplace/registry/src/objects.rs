//! Bytes in the object store: blobs by digest, and the parts of uploads under way. Nothing is held whole in memory.

use crate::RegistryError;
use crate::name::Digest;
use axum::body::BodyDataStream;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt};
use sha2::{Digest as _, Sha256};
use std::pin::pin;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// Bytes gathered before they are written: S3 takes no smaller parts but the last.
const BUFFER_BYTES: usize = 5 << 20;
/// Parts written at the same time for one upload; with [`BUFFER_BYTES`] it bounds an upload's memory.
const WRITES_MAX: usize = 2;

/// The object store.
#[derive(Clone)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
}

/// Why a stream was not stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// More than allowed.
    #[error("more than {max} bytes were sent")]
    TooLarge {
        /// The bound.
        max: u64,
    },
    /// The sender broke off.
    #[error("the body broke off: {0}")]
    Interrupted(String),
    /// Other bytes than promised.
    #[error("the bytes have the digest {found}")]
    WrongDigest {
        /// What they have.
        found: Digest,
    },
    /// The registry's own failure.
    #[error(transparent)]
    Failed(#[from] RegistryError),
}

impl From<object_store::Error> for WriteError {
    fn from(error: object_store::Error) -> Self {
        WriteError::Failed(error.into())
    }
}

/// What was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub size: u64,
    pub digest: Digest,
}

impl Objects {
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Objects { store }
    }

    /// Streams a request's body into an object of at most `max` bytes. Nothing is there on failure.
    pub async fn write_body(
        &self,
        path: &Path,
        body: BodyDataStream,
        max: u64,
    ) -> Result<Written, WriteError> {
        let body = body.map(|piece| piece.map_err(|error| WriteError::Interrupted(error.to_string())));
        self.write(path, body, max, None).await
    }

    /// Streams a request's body to the blob of this digest.
    pub async fn write_blob(
        &self,
        digest: &Digest,
        body: BodyDataStream,
        max: u64,
    ) -> Result<Written, WriteError> {
        let body = body.map(|piece| piece.map_err(|error| WriteError::Interrupted(error.to_string())));
        self.write(&blob_path(digest), body, max, Some(digest)).await
    }

    /// Stores bytes that are in memory anyway as a blob.
    pub async fn write_bytes(&self, bytes: Vec<u8>) -> Result<Written, RegistryError> {
        let written = Written { size: bytes.len() as u64, digest: Digest::of(&bytes) };
        self.store.put(&blob_path(&written.digest), bytes.into()).await?;
        Ok(written)
    }

    /// Joins the parts of an upload to the blob of this digest.
    pub async fn join_blob(&self, digest: &Digest, parts: &[Path], max: u64) -> Result<Written, WriteError> {
        let store = self.store.clone();
        let parts: Vec<Path> = parts.to_vec();
        let pieces = futures::stream::iter(parts)
            .then(move |part| {
                let store = store.clone();
                async move { store.get(&part).await.map(GetResult::into_stream) }
            })
            .flat_map(|opened| match opened {
                Ok(stream) => stream,
                Err(error) => futures::stream::once(async move { Err(error) }).boxed(),
            })
            .map(|piece| piece.map_err(WriteError::from));
        self.write(&blob_path(digest), pieces, max, Some(digest)).await
    }

    async fn write(
        &self,
        path: &Path,
        pieces: impl Stream<Item = Result<Bytes, WriteError>>,
        max: u64,
        wanted: Option<&Digest>,
    ) -> Result<Written, WriteError> {
        let mut pieces = pin!(pieces);
        let mut writer = BufWriter::with_capacity(self.store.clone(), path.clone(), BUFFER_BYTES);
        writer = writer.with_max_concurrency(WRITES_MAX);
        let mut hasher = Sha256::new();
        let mut size = 0u64;
        let outcome = loop {
            let Some(piece) = pieces.next().await else { break Ok(()) };
            let piece = match piece {
                Ok(piece) => piece,
                Err(error) => break Err(error),
            };
            size += piece.len() as u64;
            if size > max {
                break Err(WriteError::TooLarge { max });
            }
            hasher.update(&piece);
            if let Err(error) = writer.put(piece).await {
                break Err(error.into());
            }
        };
        let digest = Digest::finish(hasher);
        let outcome = outcome.and_then(|()| match wanted {
            Some(wanted) if *wanted != digest => Err(WriteError::WrongDigest { found: digest.clone() }),
            _ => Ok(()),
        });
        if let Err(error) = outcome {
            // The bytes are invisible until shutdown; what a failed abort leaves is the store's own garbage.
            let _ = writer.abort().await;
            return Err(error);
        }
        let closed = writer.shutdown().await;
        closed.map_err(|source| object_store::Error::Generic { store: "upload", source: source.into() })?;
        Ok(Written { size, digest })
    }

    /// Makes an object, whose bytes have this digest, the blob.
    pub async fn become_blob(&self, part: &Path, digest: &Digest) -> Result<(), RegistryError> {
        Ok(self.store.rename(part, &blob_path(digest)).await?)
    }

    /// Opens a blob, or a part of it; `None` = it is not there.
    pub async fn open_blob(
        &self,
        digest: &Digest,
        range: Option<GetRange>,
    ) -> Result<Option<GetResult>, RegistryError> {
        let options = GetOptions { range, ..GetOptions::default() };
        match self.store.get_opts(&blob_path(digest), options).await {
            Ok(result) => Ok(Some(result)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The whole of a blob, which the caller knows to be small enough.
    pub async fn read_blob(&self, digest: &Digest) -> Result<Option<Bytes>, RegistryError> {
        match self.open_blob(digest, None).await? {
            Some(result) => Ok(Some(result.bytes().await?)),
            None => Ok(None),
        }
    }

    /// Removes objects; those that are gone already are fine.
    pub async fn remove(&self, paths: &[Path]) -> Result<(), RegistryError> {
        for path in paths {
            match self.store.delete(path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Removes a blob unless it was written after `cutoff_ms`: someone may be about to use it.
    pub async fn remove_blob_older_than(
        &self,
        digest: &Digest,
        cutoff_ms: i64,
    ) -> Result<bool, RegistryError> {
        let path = blob_path(digest);
        match self.store.head(&path).await {
            Ok(meta) if meta.last_modified.timestamp_millis() < cutoff_ms => {
                self.remove(&[path]).await?;
                Ok(true)
            }
            Ok(_) => Ok(false),
            Err(object_store::Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Parts of uploads that were written before `cutoff_ms`.
    pub async fn parts_older_than(&self, cutoff_ms: i64) -> Result<Vec<Path>, RegistryError> {
        let mut listed = self.store.list(Some(&Path::from("uploads")));
        let mut old = Vec::new();
        while let Some(meta) = listed.next().await {
            let meta = meta?;
            if meta.last_modified.timestamp_millis() < cutoff_ms {
                old.push(meta.location);
            }
        }
        Ok(old)
    }
}

/// Where a blob lies; two characters of its digest spread blobs over folders.
fn blob_path(digest: &Digest) -> Path {
    let hex = digest.hex();
    Path::from(format!("blobs/sha256/{}/{hex}", &hex[..2]))
}

/// Where a part of an upload lies. Two writers at one offset have paths of their own; one of them is recorded.
pub(crate) fn part_path(upload: &str, offset: u64) -> Path {
    Path::from(format!("uploads/{upload}/{offset}-{}", uuid::Uuid::now_v7().simple()))
}
