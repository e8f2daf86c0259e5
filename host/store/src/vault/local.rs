//! Keys that whoever runs the server keeps: in a file apart from the database, or in the environment.

use super::{KeyService, KeyServiceError, Wrapped};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_crypto::{KeyBytes, SEALING_KEY_BYTES, SealingKey, random_key};
use bodega_domain::digest::Digest;
use futures::FutureExt;
use futures::future::BoxFuture;
use zeroize::{Zeroize, Zeroizing};

/// The most keys of a file: the one in force, and those that a rotation is not through with.
const KEYS_MAX: usize = 16;
/// Hexadecimal digits of a key's id.
const ID_DIGITS: usize = 16;

/// Keys in memory: the first wraps, all unwrap.
#[derive(Debug)]
pub struct LocalKeys(Vec<LocalKey>);

#[derive(Debug)]
struct LocalKey {
    id: String,
    key: SealingKey,
}

/// Why a text holds no keys. No message holds a byte of a key.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum LocalKeysError {
    /// Nothing but comments.
    #[error("it holds no key")]
    Empty,
    /// See [`KEYS_MAX`].
    #[error("it holds more than {KEYS_MAX} keys")]
    TooMany,
    /// A line is not 32 bytes in base64.
    #[error("line {0} is not a key: 32 bytes in base64")]
    Line(usize),
    /// The system gave no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
}

impl LocalKeys {
    /// Reads keys, one a line (or parted by commas), the one in force first; `#` starts a comment.
    ///
    /// # Errors
    /// See [`LocalKeysError`].
    pub fn read(text: &str) -> Result<Self, LocalKeysError> {
        let mut keys = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            for word in line.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                let bytes = key_of(word).ok_or(LocalKeysError::Line(index + 1))?;
                let key = SealingKey::new(&bytes).map_err(|_| LocalKeysError::NoRandomness)?;
                keys.push(LocalKey { id: id_of(&bytes), key });
            }
        }
        match keys.len() {
            0 => Err(LocalKeysError::Empty),
            1..=KEYS_MAX => Ok(LocalKeys(keys)),
            _ => Err(LocalKeysError::TooMany),
        }
    }

    /// A new key as a line for [`Self::read`].
    ///
    /// # Errors
    /// [`LocalKeysError::NoRandomness`].
    pub fn generate() -> Result<Zeroizing<String>, LocalKeysError> {
        let key = random_key().map_err(|_| LocalKeysError::NoRandomness)?;
        Ok(Zeroizing::new(STANDARD.encode(&key[..])))
    }

    /// The ids of the keys, the one in force first.
    pub fn ids(&self) -> Vec<String> {
        self.0.iter().map(|key| key.id.clone()).collect()
    }

    fn wrap_now(&self, context: &[u8], key: &KeyBytes) -> Result<Wrapped, KeyServiceError> {
        let first = self.0.first().ok_or_else(|| KeyServiceError::Unknown("in force".to_owned()))?;
        let bytes = first.key.seal(context, &key[..]);
        let bytes = bytes.map_err(|error| KeyServiceError::Failed(error.to_string()))?;
        Ok(Wrapped { by: first.id.clone(), bytes })
    }

    fn unwrap_now(&self, id: &str, context: &[u8], wrapped: &[u8]) -> Result<KeyBytes, KeyServiceError> {
        let found = self.0.iter().find(|key| key.id == id);
        let found = found.ok_or_else(|| KeyServiceError::Unknown(id.to_owned()))?;
        let refused = || KeyServiceError::Refused(id.to_owned());
        let plain = found.key.open(context, wrapped).map_err(|_| refused())?;
        <[u8; SEALING_KEY_BYTES]>::try_from(&plain[..]).map(Zeroizing::new).map_err(|_| refused())
    }
}

impl KeyService for LocalKeys {
    fn current(&self) -> String {
        self.0.first().map(|key| key.id.clone()).unwrap_or_default()
    }

    fn has(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id == id)
    }

    fn wrap<'a>(
        &'a self,
        context: &'a [u8],
        key: &'a KeyBytes,
    ) -> BoxFuture<'a, Result<Wrapped, KeyServiceError>> {
        async move { self.wrap_now(context, key) }.boxed()
    }

    fn unwrap<'a>(
        &'a self,
        id: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> BoxFuture<'a, Result<KeyBytes, KeyServiceError>> {
        async move { self.unwrap_now(id, context, wrapped) }.boxed()
    }
}

fn key_of(word: &str) -> Option<KeyBytes> {
    let mut bytes = STANDARD.decode(word).ok()?;
    let key = <[u8; SEALING_KEY_BYTES]>::try_from(&bytes[..]).ok().map(Zeroizing::new);
    bytes.zeroize();
    key
}

/// Follows from the key, so that a file needs no names; nothing of the key follows from it.
fn id_of(key: &KeyBytes) -> String {
    let named = Zeroizing::new([b"bodega key id".as_slice(), &key[..]].concat());
    Digest::of(&named).hex().chars().take(ID_DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_keys_is_read_and_what_is_none_is_refused_without_showing_it() {
        let (one, two) = (LocalKeys::generate().unwrap(), LocalKeys::generate().unwrap());
        let both = LocalKeys::read(&format!("# note\n{} # new\n\n{}\n", *one, *two)).unwrap();
        assert_eq!(both.ids().len(), 2);
        assert_eq!(both.ids(), LocalKeys::read(&format!("{},{}", *one, *two)).unwrap().ids());
        assert_eq!(both.current(), LocalKeys::read(&one).unwrap().current());
        assert_eq!(LocalKeys::read("# nothing\n").unwrap_err(), LocalKeysError::Empty);
        let short = format!("{}\nc2hvcnQ=\n", *one);
        assert_eq!(LocalKeys::read(&short).unwrap_err(), LocalKeysError::Line(2));
        assert!(!format!("{both:?}").contains(one.as_str()));
    }

    #[test]
    fn a_wrapped_key_opens_for_its_context_with_its_key_only() {
        let keys = LocalKeys::read(&LocalKeys::generate().unwrap()).unwrap();
        let foreign = LocalKeys::read(&LocalKeys::generate().unwrap()).unwrap();
        let key = random_key().unwrap();
        let wrapped = keys.wrap_now(b"tenant 1", &key).unwrap();
        assert_eq!(*keys.unwrap_now(&wrapped.by, b"tenant 1", &wrapped.bytes).unwrap(), *key);
        let moved = keys.unwrap_now(&wrapped.by, b"tenant 2", &wrapped.bytes);
        assert_eq!(moved.unwrap_err(), KeyServiceError::Refused(wrapped.by.clone()));
        let lost = foreign.unwrap_now(&wrapped.by, b"tenant 1", &wrapped.bytes);
        assert_eq!(lost.unwrap_err(), KeyServiceError::Unknown(wrapped.by));
    }
}
