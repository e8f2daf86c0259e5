//! Digests and HMAC. MD5 and SHA-1 are here because platforms ask for them; nothing of Bodega's own relies on them.

use crate::{Crypto, CryptoError, Part};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// MD5, for platforms that know no other.
    Md5,
    /// SHA-1, for platforms that know no other.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl Crypto<'_> {
    /// The digest of the parts one after the other.
    pub fn digest(&self, algorithm: DigestAlgorithm, parts: &[Part<'_>]) -> Result<Vec<u8>, CryptoError> {
        match algorithm {
            DigestAlgorithm::Md5 => self.digest_of::<Md5>(parts),
            DigestAlgorithm::Sha1 => self.digest_of::<Sha1>(parts),
            DigestAlgorithm::Sha256 => self.digest_of::<Sha256>(parts),
            DigestAlgorithm::Sha512 => self.digest_of::<Sha512>(parts),
        }
    }

    /// The HMAC of the parts one after the other.
    pub fn hmac(
        &self,
        algorithm: DigestAlgorithm,
        key: Part<'_>,
        parts: &[Part<'_>],
    ) -> Result<Vec<u8>, CryptoError> {
        match algorithm {
            DigestAlgorithm::Md5 => self.mac_of::<Hmac<Md5>>(key, parts).map(tag),
            DigestAlgorithm::Sha1 => self.mac_of::<Hmac<Sha1>>(key, parts).map(tag),
            DigestAlgorithm::Sha256 => self.mac_of::<Hmac<Sha256>>(key, parts).map(tag),
            DigestAlgorithm::Sha512 => self.mac_of::<Hmac<Sha512>>(key, parts).map(tag),
        }
    }

    /// Whether `tag` is the whole HMAC of the parts, compared in constant time. A shortened tag is not.
    pub fn hmac_verify(
        &self,
        algorithm: DigestAlgorithm,
        key: Part<'_>,
        parts: &[Part<'_>],
        tag: &[u8],
    ) -> Result<bool, CryptoError> {
        match algorithm {
            DigestAlgorithm::Md5 => self.mac_of::<Hmac<Md5>>(key, parts).map(|mac| is_right(mac, tag)),
            DigestAlgorithm::Sha1 => self.mac_of::<Hmac<Sha1>>(key, parts).map(|mac| is_right(mac, tag)),
            DigestAlgorithm::Sha256 => self.mac_of::<Hmac<Sha256>>(key, parts).map(|mac| is_right(mac, tag)),
            DigestAlgorithm::Sha512 => self.mac_of::<Hmac<Sha512>>(key, parts).map(|mac| is_right(mac, tag)),
        }
    }

    fn digest_of<D: Digest>(&self, parts: &[Part<'_>]) -> Result<Vec<u8>, CryptoError> {
        let mut digest = D::new();
        self.each(parts, |bytes| digest.update(bytes))?;
        Ok(digest.finalize().to_vec())
    }

    fn mac_of<M: Mac + KeyInit>(&self, key: Part<'_>, parts: &[Part<'_>]) -> Result<M, CryptoError> {
        let key = self.value(&key)?;
        let mut mac = M::new_from_slice(&key).map_err(|_| CryptoError::Failed)?;
        self.each(parts, |bytes| mac.update(bytes))?;
        Ok(mac)
    }
}

fn tag<M: Mac>(mac: M) -> Vec<u8> {
    mac.finalize().into_bytes().to_vec()
}

fn is_right<M: Mac>(mac: M, tag: &[u8]) -> bool {
    mac.verify_slice(tag).is_ok()
}
