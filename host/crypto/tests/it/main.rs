//! The public door against published vectors, other implementations' answers, and what must be refused.

mod digests;
mod keys;
mod limits;
mod platforms;
mod wycheproof;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_crypto::{Crypto, Part, SecretSource};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Secrets of an installation.
pub(crate) struct Vault(BTreeMap<&'static str, Vec<u8>>);

impl Vault {
    pub(crate) fn of(secrets: &[(&'static str, &[u8])]) -> Self {
        Vault(secrets.iter().map(|(name, value)| (*name, value.to_vec())).collect())
    }

    pub(crate) fn crypto(&self) -> Crypto<'_> {
        Crypto::new(self)
    }
}

impl SecretSource for Vault {
    fn secret(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.0.get(name).cloned().map(Zeroizing::new)
    }
}

pub(crate) fn text(text: &str) -> Part<'_> {
    Part::Bytes(text.as_bytes())
}

pub(crate) fn base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}
