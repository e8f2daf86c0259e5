//! Seals streams of any length, as age's STREAM does: chunks of AES-256-GCM under a key of the stream's own, numbered,
//! the last one marked. A chunk that is changed, moved, left out or cut off is not opened.

use crate::aes::GCM_TAG_BYTES;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Read, Write};
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a chunk before it is sealed.
const CHUNK_BYTES: usize = 64 * 1024;
/// What a sealed stream begins with.
const MAGIC: &[u8; 16] = b"bodega.stream.1\n";
/// Bytes of a stream's salt.
const SALT_BYTES: usize = 32;
/// Bytes of a key's id.
const ID_BYTES: usize = 8;
/// Bytes before the first chunk.
const HEAD_BYTES: usize = MAGIC.len() + ID_BYTES + SALT_BYTES;
/// Bytes of a key.
pub const STREAM_KEY_BYTES: usize = 32;

/// Why a stream is not opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StreamError {
    /// The key's text.
    #[error("the key is not 32 bytes in base64")]
    KeyText,
    /// Not a sealed stream.
    #[error("this is not a sealed stream")]
    NotSealed,
    /// Sealed with another key.
    #[error("it was sealed with key {sealed}, and this is key {given}")]
    OtherKey {
        /// Id of the key that is needed.
        sealed: String,
        /// Id of the key that was given.
        given: String,
    },
    /// Changed or cut off.
    #[error("the sealed stream was changed or cut off")]
    Damaged,
}

impl From<StreamError> for io::Error {
    fn from(error: StreamError) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
}

/// A key that seals streams.
pub struct StreamKey(Zeroizing<[u8; STREAM_KEY_BYTES]>);

impl StreamKey {
    /// Of random bytes.
    pub fn new(bytes: [u8; STREAM_KEY_BYTES]) -> Self {
        StreamKey(Zeroizing::new(bytes))
    }

    /// Reads [`Self::text`].
    ///
    /// # Errors
    /// [`StreamError::KeyText`].
    pub fn parse(text: &str) -> Result<Self, StreamError> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| StreamError::KeyText)?);
        let bytes = <[u8; STREAM_KEY_BYTES]>::try_from(bytes.as_slice()).map_err(|_| StreamError::KeyText)?;
        Ok(StreamKey::new(bytes))
    }

    /// Base64, to be kept in a file.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(*self.0))
    }

    /// What people compare keys by; nothing can be opened with it.
    pub fn id(&self) -> String {
        self.id_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn id_bytes(&self) -> [u8; ID_BYTES] {
        let mut whole = self.derive(&[], b"bodega.stream.1 id");
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&whole[..ID_BYTES]);
        whole.zeroize();
        id
    }

    fn derive(&self, salt: &[u8], purpose: &[u8]) -> [u8; 32] {
        let mut key = [0; 32];
        let key_material = Salt::new(HKDF_SHA256, salt).extract(&*self.0);
        // 32 bytes are one block of the hash: it cannot be too long.
        let done = key_material.expand(&[purpose], HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
        debug_assert!(done.is_ok());
        key
    }

    fn cipher(&self, salt: &[u8]) -> io::Result<LessSafeKey> {
        let key = Zeroizing::new(self.derive(salt, b"bodega.stream.1 chunks"));
        let unbound = UnboundKey::new(&AES_256_GCM, &*key).map_err(|_| io::Error::other("no cipher"))?;
        Ok(LessSafeKey::new(unbound))
    }
}

impl std::fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StreamKey({})", self.id())
    }
}

/// The nonce of a chunk: its number, and whether it is the last.
fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[3..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(is_last);
    Nonce::assume_unique_for_key(bytes)
}

/// Seals what is written to it. Without [`Self::finish`] the stream is cut off, and is not opened.
pub struct SealWriter<W> {
    inner: W,
    cipher: LessSafeKey,
    chunk: Vec<u8>,
    number: u64,
}

impl<W: Write> SealWriter<W> {
    /// Begins a stream. `salt` is random, another one for each stream.
    ///
    /// # Errors
    /// What writing gives.
    pub fn new(mut inner: W, key: &StreamKey, salt: [u8; SALT_BYTES]) -> io::Result<Self> {
        inner.write_all(MAGIC)?;
        inner.write_all(&key.id_bytes())?;
        inner.write_all(&salt)?;
        let chunk = Vec::with_capacity(CHUNK_BYTES + GCM_TAG_BYTES);
        Ok(SealWriter { inner, cipher: key.cipher(&salt)?, chunk, number: 0 })
    }

    /// Seals the last chunk and gives the inner writer back.
    ///
    /// # Errors
    /// What writing gives.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = nonce(self.number, is_last);
        let sealed = self.cipher.seal_in_place_append_tag(nonce, Aad::empty(), &mut self.chunk);
        sealed.map_err(|_| io::Error::other("sealing failed"))?;
        self.inner.write_all(&self.chunk)?;
        self.chunk.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk is sealed when more comes: only then it is known not to be the last.
        if self.chunk.len() == CHUNK_BYTES && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK_BYTES - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Opens what it reads. Its end is the end of the stream only where the last chunk was read.
pub struct OpenReader<R> {
    inner: R,
    cipher: LessSafeKey,
    plain: Vec<u8>,
    at: usize,
    /// What was read beyond the chunk at hand.
    ahead: Vec<u8>,
    number: u64,
    is_over: bool,
}

impl<R: Read> OpenReader<R> {
    /// Reads the head of a stream.
    ///
    /// # Errors
    /// [`StreamError`] as the error's inner one.
    pub fn new(mut inner: R, key: &StreamKey) -> io::Result<Self> {
        let mut head = [0; HEAD_BYTES];
        inner.read_exact(&mut head).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => StreamError::NotSealed.into(),
            _ => error,
        })?;
        let (magic, rest) = head.split_at(MAGIC.len());
        let (id, salt) = rest.split_at(ID_BYTES);
        if magic != MAGIC {
            return Err(StreamError::NotSealed.into());
        }
        if id != key.id_bytes() {
            let sealed = id.iter().map(|byte| format!("{byte:02x}")).collect();
            return Err(StreamError::OtherKey { sealed, given: key.id() }.into());
        }
        let cipher = key.cipher(salt)?;
        Ok(OpenReader {
            inner,
            cipher,
            plain: Vec::new(),
            at: 0,
            ahead: Vec::new(),
            number: 0,
            is_over: false,
        })
    }

    /// Opens the next chunk. One byte is read ahead: what nothing follows is the last.
    fn open(&mut self) -> io::Result<()> {
        const SEALED_BYTES: usize = CHUNK_BYTES + GCM_TAG_BYTES;
        let mut chunk = std::mem::take(&mut self.ahead);
        let more = (SEALED_BYTES + 1 - chunk.len()) as u64;
        self.inner.by_ref().take(more).read_to_end(&mut chunk)?;
        let is_last = chunk.len() <= SEALED_BYTES;
        if !is_last {
            self.ahead = chunk.split_off(SEALED_BYTES);
        }
        let opened = self.cipher.open_in_place(nonce(self.number, is_last), Aad::empty(), &mut chunk);
        let length = opened.map_err(|_| io::Error::from(StreamError::Damaged))?.len();
        chunk.truncate(length);
        (self.plain, self.at) = (chunk, 0);
        (self.number, self.is_over) = (self.number + 1, is_last);
        Ok(())
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain.len() {
            if self.is_over {
                return Ok(0);
            }
            self.open()?;
        }
        let taken = out.len().min(self.plain.len() - self.at);
        out[..taken].copy_from_slice(&self.plain[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> StreamKey {
        StreamKey::new([byte; 32])
    }

    fn seal(plain: &[u8]) -> Vec<u8> {
        let mut writer = SealWriter::new(Vec::new(), &key(1), [7; 32]).unwrap();
        writer.write_all(plain).unwrap();
        writer.finish().unwrap()
    }

    fn open(sealed: &[u8], key: &StreamKey) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        OpenReader::new(sealed, key)?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn streams_of_all_lengths_come_back() {
        for length in
            [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5]
        {
            let plain: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let sealed = seal(&plain);
            assert_eq!(open(&sealed, &key(1)).unwrap(), plain, "{length}");
            assert!(length < 100 || !sealed.windows(32).any(|window| window == &plain[..32]));
        }
    }

    #[test]
    fn what_was_changed_moved_or_cut_off_is_not_opened() {
        let sealed = seal(&vec![5; 3 * CHUNK_BYTES]);
        let step = CHUNK_BYTES + GCM_TAG_BYTES;
        let mut cases: Vec<Vec<u8>> = Vec::new();
        for at in [HEAD_BYTES - 1, HEAD_BYTES, HEAD_BYTES + step, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            cases.push(changed);
        }
        // Cut between chunks and within one, a chunk left out, two exchanged, one put on.
        cases.push(sealed[..HEAD_BYTES + step].to_vec());
        cases.push(sealed[..HEAD_BYTES + 2 * step].to_vec());
        cases.push(sealed[..sealed.len() - 1].to_vec());
        cases.push(sealed[..HEAD_BYTES].to_vec());
        cases.push([&sealed[..HEAD_BYTES], &sealed[HEAD_BYTES + step..]].concat());
        let chunk = |n: usize| &sealed[HEAD_BYTES + n * step..HEAD_BYTES + (n + 1) * step];
        cases.push([&sealed[..HEAD_BYTES], chunk(1), chunk(0), chunk(2)].concat());
        cases.push([&sealed[..], chunk(2)].concat());
        for case in cases {
            let error = open(&case, &key(1)).unwrap_err();
            assert_eq!(error.to_string(), StreamError::Damaged.to_string());
        }
    }

    #[test]
    fn another_key_and_another_file_are_told_apart() {
        let error = open(&seal(b"x"), &key(2)).unwrap_err().to_string();
        assert!(error.contains(&key(1).id()) && error.contains(&key(2).id()), "{error}");
        assert_eq!(open(b"PK", &key(1)).unwrap_err().to_string(), StreamError::NotSealed.to_string());
        let text = key(3).text();
        assert_eq!(StreamKey::parse(&format!(" {}\n", text.as_str())).unwrap().id(), key(3).id());
        assert_eq!(StreamKey::parse("c2hvcnQ=").unwrap_err(), StreamError::KeyText);
        assert!(!format!("{:?}", key(3)).contains(text.as_str()));
    }
}
