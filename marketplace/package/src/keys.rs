//! Publishers' keys: ed25519 in the PEM forms that every tool reads (PKCS#8 and SPKI).

use crate::canonical::digest_of;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::spki::der::zeroize::Zeroizing;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer};
use std::fmt;

/// Hex digits of a key id that people compare.
const SHORT_HEX: usize = 16;

/// Why a key could not be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not a private key in PEM.
    #[error("this is not an ed25519 private key in PEM (PKCS#8); `bodega plugin keygen` makes one: {0}")]
    Private(#[source] ed25519_dalek::pkcs8::Error),
    /// Not a public key in PEM.
    #[error(
        "this is not an ed25519 public key in PEM (SPKI); `bodega plugin keygen` writes it beside the private one: {0}"
    )]
    Public(#[source] ed25519_dalek::pkcs8::spki::Error),
    /// A public key with which anybody could sign.
    #[error(
        "this public key is of a weak form that proves nothing; make a new one with `bodega plugin keygen`"
    )]
    Weak,
}

/// The name of a public key: `sha256:` of its SPKI DER.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// An id as it is written; none where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("sha256:")?;
        let is_hex = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_hex.then(|| KeyId(text.to_owned()))
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What people compare: the first digits in groups of four.
    pub fn short(&self) -> String {
        let hex = self.0.trim_start_matches("sha256:").get(..SHORT_HEX).unwrap_or_default();
        let groups: Vec<&str> = (0..hex.len()).step_by(4).filter_map(|at| hex.get(at..at + 4)).collect();
        groups.join("-")
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A private key. Its memory is wiped when it goes.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Reads a PKCS#8 PEM.
    ///
    /// # Errors
    /// [`KeyError::Private`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        ed25519_dalek::SigningKey::from_pkcs8_pem(pem).map(SigningKey).map_err(KeyError::Private)
    }

    /// Its PKCS#8 PEM, in the first version of that format, which all tools read.
    ///
    /// # Errors
    /// [`KeyError::Private`], where encoding fails.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        bytes.to_pkcs8_pem(LineEnding::LF).map_err(KeyError::Private)
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// The ed25519 signature of a message. Begin each kind of message with a text of its own.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifying_key().id().short())
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads an SPKI PEM.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_public_key_pem(pem).map_err(KeyError::Public)?;
        if key.is_weak() { Err(KeyError::Weak) } else { Ok(VerifyingKey(key)) }
    }

    /// Its SPKI PEM.
    ///
    /// # Errors
    /// [`KeyError::Public`], where encoding fails.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(KeyError::Public)
    }

    /// Its name.
    pub fn id(&self) -> KeyId {
        KeyId(digest_of(&self.spki()))
    }

    /// RFC 8410: the SPKI of an ed25519 key is this prefix and the 32 bytes of the key.
    fn spki(&self) -> [u8; 44] {
        const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        let mut spki = [0; 44];
        spki[..12].copy_from_slice(&PREFIX);
        spki[12..].copy_from_slice(self.0.as_bytes());
        spki
    }

    /// Whether a signature is this key's, without the leniencies of the older rule.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `openssl genpkey -algorithm ed25519`; the id by `openssl pkey -pubout -outform der | sha256sum`.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGwvW0xwABmz7PQEG3DTcfPy9HA6rC9+LkayMAh4eRkN\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEARAzbykXGPqpbD1d3iiBon9pLbtMfHqvACawbBUm9FkE=\n-----END PUBLIC KEY-----\n";
    const ID: &str = "sha256:d5946bc2e608508b5eaba1f813fb5db3deecbaf32fd30b8c0715dceef5b17ef3";

    #[test]
    fn keys_are_those_of_openssl_to_the_byte() {
        let key = SigningKey::from_pem(PRIVATE).unwrap();
        assert_eq!(key.to_pem().unwrap().as_str(), PRIVATE);
        assert_eq!(key.verifying_key(), VerifyingKey::from_pem(PUBLIC).unwrap());
        assert_eq!(key.verifying_key().to_pem().unwrap(), PUBLIC);
        let id = key.verifying_key().id();
        assert_eq!(id.as_str(), ID);
        assert_eq!(KeyId::parse(ID), Some(id.clone()));
        assert_eq!(id.short(), "d594-6bc2-e608-508b");
        assert_eq!(format!("{key:?}"), "SigningKey(d594-6bc2-e608-508b)", "no secret in logs");
    }

    #[test]
    fn what_is_no_key_is_refused_with_the_remedy() {
        let rsa = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMaAYkv7123e3Jq8EqTIU9Et+teox5HRhwHEg/36sVKsIvHo8np9KbtS1hZ+rgDFmjBw0DVUDNWE7wU4AAAAAAECAwEAAQ==\n-----END PUBLIC KEY-----\n";
        for bad in ["", "key", PRIVATE, rsa, &PUBLIC.replace("RAzb", "RAz")] {
            assert!(VerifyingKey::from_pem(bad).unwrap_err().to_string().contains("keygen"), "{bad}");
        }
        for bad in ["", PUBLIC, &PRIVATE.replace("MC4C", "MC5C")] {
            assert!(SigningKey::from_pem(bad).unwrap_err().to_string().contains("keygen"), "{bad}");
        }
        // The point of order one verifies signatures that nobody made.
        let weak = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n";
        assert!(matches!(VerifyingKey::from_pem(weak), Err(KeyError::Weak)));
        for bad in ["", "sha256:", &ID.to_uppercase(), &ID[..70], "sha512:00"] {
            assert_eq!(KeyId::parse(bad), None, "{bad}");
        }
    }
}
