//! The stream of a backup: a tar, compressed, sealed. Written and read in a blocking thread, carried to and from
//! the object store in pieces, so that neither side holds more than a few of them.

use super::{END, End, MANIFEST, MANIFEST_MAX, Manifest};
use anyhow::{Context, Result, bail, ensure};
use bodega_crypto::{OpenReader, SealWriter, StreamKey};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::StreamExt as _;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Bytes of a piece on its way.
const PIECE_BYTES: usize = 1024 * 1024;
/// Pieces waiting between thread and object store.
const PIECES_MAX: usize = 8;
/// Parts of a multipart upload under way at once.
const UPLOADS_MAX: usize = 4;
/// Bytes of a part: S3 takes at most 10,000 of them, so that a backup may have 80 GB.
const PART_BYTES: usize = 8 * 1024 * 1024;

/// Writes a backup's entries.
pub(super) struct Writer {
    tar: tar::Builder<GzEncoder<SealWriter<ToChannel>>>,
    end: End,
}

impl Writer {
    fn new(key: &StreamKey, to: ToChannel) -> Result<Self> {
        let sealed = SealWriter::new(to, key, rand::random())?;
        Ok(Writer {
            tar: tar::Builder::new(GzEncoder::new(sealed, Compression::fast())),
            end: End::default(),
        })
    }

    /// Adds an entry of `bytes` bytes.
    pub(super) fn add(&mut self, name: &str, bytes: u64, from: impl Read) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        let mut hashing = Hashing { inner: from, hasher: Sha256::new() };
        self.tar.append_data(&mut header, name, &mut hashing).with_context(|| format!("entry {name}"))?;
        self.end.entries.insert(name.to_owned(), (bytes, hex(hashing.hasher)));
        Ok(())
    }

    /// Adds a file.
    pub(super) fn add_file(&mut self, name: &str, path: &Path) -> Result<()> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let bytes = file.metadata()?.len();
        self.add(name, bytes, file)
    }

    /// Notes a file that is not there any more.
    pub(super) fn note_gone(&mut self, name: String) {
        self.end.gone.push(name);
    }

    fn finish(mut self) -> Result<()> {
        let end = serde_json::to_vec(&self.end)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(end.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, END, end.as_slice())?;
        self.tar.into_inner()?.finish()?.finish()?.send()?;
        Ok(())
    }
}

/// Writes a backup to an object; `fill` runs in a thread of its own. Gives its bytes. What fails leaves no object.
pub(super) async fn write(
    store: &Arc<dyn ObjectStore>,
    name: &str,
    key: StreamKey,
    fill: impl FnOnce(&mut Writer) -> Result<()> + Send + 'static,
) -> Result<u64> {
    let (sender, mut pieces) = mpsc::channel(PIECES_MAX);
    let writing = tokio::task::spawn_blocking(move || {
        let mut writer = Writer::new(&key, ToChannel { sender, piece: Vec::new() })?;
        fill(&mut writer)?;
        writer.finish()
    });
    let upload = store.put_multipart(&ObjectPath::from(name)).await?;
    let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
    let mut bytes = 0;
    let mut carried: Result<()> = Ok(());
    while let Some(piece) = pieces.recv().await {
        let piece: Vec<u8> = piece;
        bytes += piece.len() as u64;
        if let Err(error) = upload.wait_for_capacity(UPLOADS_MAX).await {
            carried = Err(error.into());
            break;
        }
        upload.put(Bytes::from(piece));
    }
    // The thread ends with an error where nobody takes its pieces any more.
    drop(pieces);
    let written = writing.await?;
    if let Err(error) = carried.and(written) {
        let _ = upload.abort().await;
        return Err(error.context("the backup was given up"));
    }
    upload.finish().await.context("the backup could not be put in its place")?;
    Ok(bytes)
}

/// Opens a backup into a folder, checks every entry, and gives what it says of itself.
pub(super) async fn read(
    store: &Arc<dyn ObjectStore>,
    name: &str,
    key: StreamKey,
    into: &Path,
) -> Result<Manifest> {
    let mut stream = store.get(&ObjectPath::from(name)).await?.into_stream();
    let (sender, pieces) = mpsc::channel::<io::Result<Bytes>>(PIECES_MAX);
    let into = into.to_owned();
    let reading =
        tokio::task::spawn_blocking(move || unpack(FromChannel { pieces, piece: Bytes::new() }, &key, &into));
    while let Some(piece) = stream.next().await {
        // Whoever reads gave up: it says why.
        if sender.send(piece.map_err(io::Error::other)).await.is_err() {
            break;
        }
    }
    drop(sender);
    reading.await?
}

fn unpack(from: impl Read, key: &StreamKey, into: &Path) -> Result<Manifest> {
    let mut opened = GzDecoder::new(OpenReader::new(from, key)?);
    let (mut manifest, mut end, mut seen) = (None, None, End::default());
    {
        let mut archive = tar::Archive::new(&mut opened);
        for entry in archive.entries()? {
            let mut entry = entry?;
            let name = entry.path()?.to_str().context("a name in the backup is no text")?.to_owned();
            ensure!(end.is_none(), "the backup goes on after its end");
            match name.as_str() {
                END => {
                    ensure!(entry.size() <= MANIFEST_MAX, "the list of what is in the backup is too large");
                    end = Some(serde_json::from_reader::<_, End>(entry)?);
                    continue;
                }
                MANIFEST => {
                    ensure!(entry.size() <= MANIFEST_MAX, "the backup's manifest is too large");
                    let mut text = Vec::new();
                    entry.read_to_end(&mut text)?;
                    seen.entries.insert(name, (text.len() as u64, hex(Sha256::new_with_prefix(&text))));
                    manifest = Some(serde_json::from_slice::<Manifest>(&text)?);
                    continue;
                }
                _ => {}
            }
            ensure!(manifest.is_some(), "the backup does not begin with its manifest");
            let path = Path::new(&name);
            // The tar is sealed by us, and yet no entry of it leaves the folder.
            let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
            ensure!(
                is_plain && entry.header().entry_type().is_file(),
                "an entry of the backup has no plain name"
            );
            let target = into.join(path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let mut file =
                File::create_new(&target).with_context(|| format!("cannot write {}", target.display()))?;
            let mut hashing = Hashing { inner: &mut entry, hasher: Sha256::new() };
            let bytes = io::copy(&mut hashing, &mut file)?;
            file.sync_all()?;
            seen.entries.insert(name, (bytes, hex(hashing.hasher)));
        }
    }
    // To the very end: only there it is known that nothing was cut off.
    io::copy(&mut opened, &mut io::sink())?;
    let beyond = io::copy(&mut opened.into_inner(), &mut io::sink())?;
    ensure!(beyond == 0, "the backup goes on after its end");
    let end = end.context("the backup has no end")?;
    if seen.entries != end.entries {
        let told: BTreeSet<_> = end.entries.iter().collect();
        let wrong = seen.entries.iter().find(|entry| !told.contains(entry));
        bail!("the backup is not what it says it is: {:?}", wrong.map(|(name, _)| name));
    }
    manifest.context("the backup has no manifest")
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Digests what is read.
struct Hashing<R> {
    inner: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.hasher.update(&out[..count]);
        Ok(count)
    }
}

/// Hands what is written over in pieces.
pub(super) struct ToChannel {
    sender: mpsc::Sender<Vec<u8>>,
    piece: Vec<u8>,
}

impl ToChannel {
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        self.sender.blocking_send(piece).map_err(|_| io::Error::other("nobody takes the backup any more"))
    }
}

impl Write for ToChannel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads pieces as they come.
struct FromChannel {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Read for FromChannel {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let count = out.len().min(self.piece.len());
        out[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}
