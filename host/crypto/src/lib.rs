//! Digests, signatures and ciphers over bytes and secrets, as platforms' protocols need them.
//! Secrets are named by the caller and looked up here; their values leave only inside a result that cannot be turned
//! back. Beside them the sealing of what the store keeps. No arithmetic is our own: RSA and AES are AWS-LC's, digests and HMAC are RustCrypto's.
#![forbid(unsafe_code)]

mod aes;
mod digest;
mod keys;
mod rsa;
mod sealing;
mod stream;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

pub use aes::{CbcPadding, GCM_NONCE_BYTES, GCM_TAG_BYTES, IV_BYTES};
pub use digest::DigestAlgorithm;
pub use keys::{KEY_TEXT_BYTES_MAX, KeyError, PRIVATE_KEY_BITS_MAX};
pub use sealing::{INDEX_HASH_BYTES, IndexKey, KeyBytes, SEALING_KEY_BYTES, SealingKey, random_key};
pub use stream::{OpenReader, STREAM_KEY_BYTES, SealWriter, StreamError, StreamKey};

/// Bytes of all parts of one computation: what a plugin may hold of an answer from outside, so that it can check it.
pub const INPUT_BYTES_MAX: usize = 4 << 20;
/// Parts of one computation. The longest canonical text of the known platforms has about 20 fields.
pub const PARTS_MAX: usize = 256;

/// A piece of what is computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// As it is.
    Bytes(&'a [u8]),
    /// The bytes of the secret of this name.
    Secret(&'a str),
    /// The secret of this name, decoded from base64 first, as WeCom gives out its AES keys.
    SecretBase64(&'a str),
}

/// Where secrets come from.
pub trait SecretSource {
    /// The secret of this name; `None` where there is none or it is not set.
    fn secret(&self, name: &str) -> Option<Zeroizing<Vec<u8>>>;
}

/// Why a computation could not be made. No text holds a byte of a key, secret or input.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CryptoError {
    /// There is no such secret, or it is not set.
    #[error("secret `{0}` is not set; set it in the plugin's settings")]
    NoSecret(String),
    /// It was to be decoded.
    #[error("secret `{0}` is not base64; set it as the platform shows it")]
    SecretNotBase64(String),
    /// What is encrypted can be decrypted again, by the plugin itself where it knows the key.
    #[error("a secret cannot be encrypted, because whoever has the key could read it; encrypt bytes only")]
    SecretAsPlain,
    /// See [`INPUT_BYTES_MAX`].
    #[error(
        "the input is longer than {INPUT_BYTES_MAX} bytes; send the digest of the pieces where the protocol lets you"
    )]
    InputTooLarge,
    /// See [`PARTS_MAX`].
    #[error("the input has more than {PARTS_MAX} parts; join neighbouring bytes")]
    TooManyParts,
    /// The key does not fit.
    #[error("the key does not fit: {0}")]
    Key(#[from] KeyError),
    /// See [`GCM_NONCE_BYTES`].
    #[error("the nonce has {0} bytes; AES-GCM takes {GCM_NONCE_BYTES}")]
    Nonce(usize),
    /// See [`IV_BYTES`].
    #[error("the initialisation vector has {0} bytes; AES-CBC takes {IV_BYTES}")]
    Iv(usize),
    /// Without padding.
    #[error("the text has {0} bytes; AES-CBC without padding takes whole blocks of {IV_BYTES}")]
    NotWholeBlocks(usize),
    /// RSA-OAEP takes one block.
    #[error("the text has {bytes} bytes; this key encrypts at most {bytes_max} with RSA-OAEP")]
    PlainTooLong {
        /// As given.
        bytes: usize,
        /// What fits.
        bytes_max: usize,
    },
    /// One error for a wrong key, a wrong length, a bad tag and bad padding, so that none can be told from another.
    #[error("the sealed text cannot be opened: wrong key, nonce or associated data, or the text was changed")]
    Undecipherable,
    /// The library refused without a reason.
    #[error("the computation failed; try again")]
    Failed,
}

/// Computes with the secrets of one installation.
#[derive(Clone, Copy)]
pub struct Crypto<'a> {
    secrets: &'a dyn SecretSource,
}

impl<'a> Crypto<'a> {
    /// With these secrets.
    pub fn new(secrets: &'a dyn SecretSource) -> Self {
        Crypto { secrets }
    }

    fn value(&self, part: &Part<'_>) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let secret = |name: &str| {
            let value = self.secrets.secret(name).filter(|value| !value.is_empty());
            value.ok_or_else(|| CryptoError::NoSecret(name.to_owned()))
        };
        match part {
            Part::Bytes(bytes) => Ok(Zeroizing::new(bytes.to_vec())),
            Part::Secret(name) => secret(name),
            Part::SecretBase64(name) => {
                from_base64(&secret(name)?).ok_or_else(|| CryptoError::SecretNotBase64((*name).to_owned()))
            }
        }
    }

    /// Hands each part's value to `take`, within the bounds.
    fn each(&self, parts: &[Part<'_>], mut take: impl FnMut(&[u8])) -> Result<(), CryptoError> {
        if parts.len() > PARTS_MAX {
            return Err(CryptoError::TooManyParts);
        }
        let mut left = INPUT_BYTES_MAX;
        for part in parts {
            let value = match part {
                Part::Bytes(bytes) => Value::Lent(bytes),
                secret => Value::Own(self.value(secret)?),
            };
            left = left.checked_sub(value.bytes().len()).ok_or(CryptoError::InputTooLarge)?;
            take(value.bytes());
        }
        Ok(())
    }

    /// What is to be encrypted: bytes only.
    fn plain(&self, parts: &[Part<'_>]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        if parts.iter().any(|part| !matches!(part, Part::Bytes(_))) {
            return Err(CryptoError::SecretAsPlain);
        }
        let mut plain = Zeroizing::new(Vec::new());
        self.each(parts, |bytes| plain.extend_from_slice(bytes))?;
        Ok(plain)
    }
}

enum Value<'a> {
    Lent(&'a [u8]),
    Own(Zeroizing<Vec<u8>>),
}

impl Value<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Value::Lent(bytes) => bytes,
            Value::Own(bytes) => bytes,
        }
    }
}

/// Platforms cut off the padding, leave bits over in the last letter (WeCom's 43 letters of a 32-byte key), and people
/// paste line breaks.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn from_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text: Zeroizing<Vec<u8>> =
        Zeroizing::new(text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect());
    LENIENT.decode(&*text).ok().filter(|bytes| !bytes.is_empty()).map(Zeroizing::new)
}
