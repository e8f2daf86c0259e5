//! Reads RSA keys as platforms and merchants give them: PEM in its several forms, or the bare base64 that Alipay's key
//! tool writes.

use crate::{Crypto, CryptoError, Part, from_base64};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, PublicKey};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};
use zeroize::Zeroizing;

/// Bytes of a key's text. A 4096-bit private key has 3.3 KiB, a certificate with its extensions rarely 8.
pub const KEY_TEXT_BYTES_MAX: usize = 16 << 10;
/// Bits of a private key: a signature with 8192 bits takes several times as long, and no platform asks for it.
pub const PRIVATE_KEY_BITS_MAX: usize = 4096;

/// Why a key does not fit. No text holds a byte of it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// For AES.
    #[error("it has {0} bytes; AES takes 16, 24 or 32")]
    AesLength(usize),
    /// See [`KEY_TEXT_BYTES_MAX`].
    #[error("it is longer than {KEY_TEXT_BYTES_MAX} bytes; give one key, not a bundle")]
    TooLong,
    /// No key at all.
    #[error("it is neither PEM nor base64; paste the whole key file, its BEGIN and END lines included")]
    NotPem,
    /// A password is needed.
    #[error(
        "it is protected by a password; store it without one (`openssl pkey -in key.pem -out plain.pem`)"
    )]
    Encrypted,
    /// The PEM says that it is something else.
    #[error("it is a `{found}`; wanted is {wanted}")]
    Kind {
        /// The PEM's label.
        found: String,
        /// What would do.
        wanted: &'static str,
    },
    /// The text is not what it says, or the algorithm or size is another.
    #[error("it is no RSA key of 2048 bits or more, or it is damaged ({0})")]
    Rejected(String),
    /// See [`PRIVATE_KEY_BITS_MAX`].
    #[error("it is longer than {PRIVATE_KEY_BITS_MAX} bits")]
    TooManyBits,
}

const PRIVATE: &str = "a PKCS#8 or PKCS#1 private key";
const PUBLIC: &str = "a public key (SPKI or PKCS#1) or an X.509 certificate";

impl Crypto<'_> {
    pub(crate) fn private_key(&self, part: Part<'_>) -> Result<KeyPair, CryptoError> {
        let text = self.key_text(part)?;
        let pair = match Text::read(&text)? {
            Text::Pem { label, der } => match label.as_str() {
                "PRIVATE KEY" => KeyPair::from_pkcs8(&der),
                "RSA PRIVATE KEY" => KeyPair::from_der(&der),
                "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted.into()),
                _ => return Err(KeyError::Kind { found: label, wanted: PRIVATE }.into()),
            },
            Text::Bare(der) => KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der)),
        };
        let pair = pair.map_err(|error| KeyError::Rejected(error.to_string()))?;
        if pair.public_modulus_len() > PRIVATE_KEY_BITS_MAX / 8 {
            return Err(KeyError::TooManyBits.into());
        }
        Ok(pair)
    }

    /// The same as PKCS#8, for decryption.
    pub(crate) fn private_pkcs8(&self, part: Part<'_>) -> Result<Pkcs8V1Der<'static>, CryptoError> {
        self.private_key(part)?.as_der().map_err(|_| CryptoError::Failed)
    }

    /// SPKI, checked to be an RSA key. A certificate's dates and issuer are not looked at: it only carries the key, and
    /// whoever names it decides to trust it.
    pub(crate) fn public_key(&self, part: Part<'_>) -> Result<PublicKeyX509Der<'static>, CryptoError> {
        let text = self.key_text(part)?;
        let der = match Text::read(&text)? {
            Text::Pem { label, der } => match label.as_str() {
                "PUBLIC KEY" | "RSA PUBLIC KEY" => der,
                "CERTIFICATE" => spki(&der)?,
                _ => return Err(KeyError::Kind { found: label, wanted: PUBLIC }.into()),
            },
            Text::Bare(der) => der,
        };
        let key = PublicKey::from_der(&der).map_err(|error| KeyError::Rejected(error.to_string()))?;
        key.as_der().map_err(|_| CryptoError::Failed)
    }

    fn key_text(&self, part: Part<'_>) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let text = self.value(&part)?;
        if text.len() > KEY_TEXT_BYTES_MAX {
            return Err(KeyError::TooLong.into());
        }
        Ok(text)
    }
}

enum Text {
    Pem { label: String, der: Zeroizing<Vec<u8>> },
    Bare(Zeroizing<Vec<u8>>),
}

impl Text {
    fn read(text: &[u8]) -> Result<Self, KeyError> {
        if !text.windows(10).any(|window| window == b"-----BEGIN") {
            return from_base64(text).map(Text::Bare).ok_or(KeyError::NotPem);
        }
        let block = pem::parse(text).map_err(|_| KeyError::NotPem)?;
        if block.headers().get("Proc-Type").is_some() {
            return Err(KeyError::Encrypted);
        }
        let label = block.tag().to_owned();
        Ok(Text::Pem { label, der: Zeroizing::new(block.into_contents()) })
    }
}

fn spki(certificate: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let rejected = |error: x509_cert::der::Error| KeyError::Rejected(error.to_string());
    let certificate = Certificate::from_der(certificate).map_err(rejected)?;
    let key = certificate.tbs_certificate().subject_public_key_info().to_der().map_err(rejected)?;
    Ok(Zeroizing::new(key))
}
