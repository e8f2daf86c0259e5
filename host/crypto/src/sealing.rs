//! Sealing of stored values: AES-256-GCM under a key of our own, and keyed hashes by which sealed values are found.
//! Which key seals what, and how keys are kept, is the store's.

use crate::{CryptoError, GCM_NONCE_BYTES, GCM_TAG_BYTES};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// Bytes of a key, of any kind.
pub const SEALING_KEY_BYTES: usize = 32;
/// Bytes of a keyed hash.
pub const INDEX_HASH_BYTES: usize = 16;

/// A key in the clear, wiped when dropped.
pub type KeyBytes = Zeroizing<[u8; SEALING_KEY_BYTES]>;

/// A new random key.
///
/// # Errors
/// [`CryptoError::Failed`] where the system gives no randomness.
pub fn random_key() -> Result<KeyBytes, CryptoError> {
    let mut key = Zeroizing::new([0; SEALING_KEY_BYTES]);
    aws_lc_rs::rand::fill(&mut *key).map_err(|_| CryptoError::Failed)?;
    Ok(key)
}

/// Seals and opens under one key. A nonce is drawn for each value: at most 2^32 values a key.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// Of these bytes.
    ///
    /// # Errors
    /// [`CryptoError::Failed`] where the library refuses.
    pub fn new(key: &KeyBytes) -> Result<Self, CryptoError> {
        let key = UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|_| CryptoError::Failed)?;
        Ok(SealingKey(LessSafeKey::new(key)))
    }

    /// Nonce, text and tag. It opens with the same `associated` bytes only.
    ///
    /// # Errors
    /// [`CryptoError::Failed`] where the system gives no randomness.
    pub fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut nonce = [0; GCM_NONCE_BYTES];
        aws_lc_rs::rand::fill(&mut nonce).map_err(|_| CryptoError::Failed)?;
        let mut sealed = Vec::with_capacity(GCM_NONCE_BYTES + plain.len() + GCM_TAG_BYTES);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let text = sealed.get_mut(GCM_NONCE_BYTES..).unwrap_or_default();
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(associated), text);
        sealed.extend_from_slice(tag.map_err(|_| CryptoError::Failed)?.as_ref());
        Ok(sealed)
    }

    /// The text of what [`Self::seal`] made.
    ///
    /// # Errors
    /// [`CryptoError::Undecipherable`] where key, bytes or `associated` are others.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (nonce, text) = sealed.split_at_checked(GCM_NONCE_BYTES).ok_or(CryptoError::Undecipherable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| CryptoError::Undecipherable)?;
        let mut text = Zeroizing::new(text.to_vec());
        let opened = self.0.open_in_place(nonce, Aad::from(associated), &mut text);
        let bytes = opened.map_err(|_| CryptoError::Undecipherable)?.len();
        text.truncate(bytes);
        Ok(text)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

/// Hashes values under a key, so that equal ones can be found and nobody without the key can try all of them.
pub struct IndexKey(Hmac<Sha256>);

impl IndexKey {
    /// Of these bytes.
    ///
    /// # Errors
    /// [`CryptoError::Failed`] where the library refuses.
    pub fn new(key: &KeyBytes) -> Result<Self, CryptoError> {
        <Hmac<Sha256> as KeyInit>::new_from_slice(&key[..]).map(IndexKey).map_err(|_| CryptoError::Failed)
    }

    /// The hash of a value among those of `domain`.
    pub fn hash(&self, domain: &str, value: &[u8]) -> [u8; INDEX_HASH_BYTES] {
        let mut mac = self.0.clone();
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        let full = mac.finalize().into_bytes();
        let mut hash = [0; INDEX_HASH_BYTES];
        hash.iter_mut().zip(full).for_each(|(to, from)| *to = from);
        hash
    }
}

impl fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_under_its_key_in_its_place_and_unchanged_only() {
        let (one, other) = (random_key().unwrap(), random_key().unwrap());
        let (key, foreign) = (SealingKey::new(&one).unwrap(), SealingKey::new(&other).unwrap());
        for plain in ["", "1", "张三 13800138000"] {
            let sealed = key.seal(b"a", plain.as_bytes()).unwrap();
            assert_eq!(*key.open(b"a", &sealed).unwrap(), plain.as_bytes());
            assert_ne!(sealed, key.seal(b"a", plain.as_bytes()).unwrap(), "never twice the same");
            assert_eq!(key.open(b"b", &sealed), Err(CryptoError::Undecipherable), "another place");
            assert_eq!(foreign.open(b"a", &sealed), Err(CryptoError::Undecipherable), "another key");
            for at in 0..sealed.len() {
                let mut bent = sealed.clone();
                bent[at] ^= 1;
                assert_eq!(key.open(b"a", &bent), Err(CryptoError::Undecipherable), "byte {at}");
                assert_eq!(key.open(b"a", &sealed[..at]), Err(CryptoError::Undecipherable), "cut at {at}");
            }
        }
    }

    #[test]
    fn hashes_are_equal_for_equal_values_of_one_domain_and_key() {
        let (one, other) = (random_key().unwrap(), random_key().unwrap());
        let (key, foreign) = (IndexKey::new(&one).unwrap(), IndexKey::new(&other).unwrap());
        assert_eq!(key.hash("phone", b"1"), key.hash("phone", b"1"));
        assert_ne!(key.hash("phone", b"1"), key.hash("phone", b"2"));
        assert_ne!(key.hash("phone", b"1"), key.hash("email", b"1"));
        assert_ne!(key.hash("phone", b"1"), foreign.hash("phone", b"1"));
    }
}
