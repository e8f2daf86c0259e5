//! AES-GCM and AES-CBC, of 128, 192 or 256 bits by the key's length.

use crate::{Crypto, CryptoError, INPUT_BYTES_MAX, KeyError, Part};
use aws_lc_rs::aead::{AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
    PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use zeroize::Zeroizing;

/// Bytes of an AES-GCM nonce: what every platform uses, and the only length that needs no hash of its own.
pub const GCM_NONCE_BYTES: usize = 12;
/// Bytes of the tag at the end of a sealed text.
pub const GCM_TAG_BYTES: usize = 16;
/// Bytes of an AES-CBC initialisation vector, and of a block.
pub const IV_BYTES: usize = 16;

/// How a text is brought to whole blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CbcPadding {
    /// PKCS#7, 1 to 16 bytes.
    Pkcs7,
    /// None: the caller pads, as for WeCom, which pads to 32 bytes.
    None,
}

impl Crypto<'_> {
    /// Seals bytes; the tag is the last 16 bytes. A nonce must never come back under the same key.
    pub fn aes_gcm_encrypt(
        &self,
        key: Part<'_>,
        nonce: &[u8],
        associated: &[u8],
        plain: &[Part<'_>],
    ) -> Result<Vec<u8>, CryptoError> {
        let (key, nonce) = (self.gcm_key(key)?, gcm_nonce(nonce)?);
        bounded(associated)?;
        let mut text = self.plain(plain)?;
        let mut sealed = Vec::with_capacity(text.len() + GCM_TAG_BYTES);
        let tag = key
            .seal_in_place_separate_tag(nonce, Aad::from(associated), &mut text)
            .map_err(|_| CryptoError::Failed)?;
        sealed.extend_from_slice(&text);
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens a sealed text.
    pub fn aes_gcm_decrypt(
        &self,
        key: Part<'_>,
        nonce: &[u8],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let (key, nonce) = (self.gcm_key(key)?, gcm_nonce(nonce)?);
        bounded(associated)?;
        let mut text = Zeroizing::new(bounded(sealed)?.to_vec());
        let plain = key.open_in_place(nonce, Aad::from(associated), &mut text);
        Ok(plain.map_err(|_| CryptoError::Undecipherable)?.to_vec())
    }

    /// Encrypts bytes. CBC proves nothing of where a text is from: sign it, or check a signature before decrypting.
    pub fn aes_cbc_encrypt(
        &self,
        key: Part<'_>,
        iv: &[u8],
        plain: &[Part<'_>],
        padding: CbcPadding,
    ) -> Result<Vec<u8>, CryptoError> {
        let (key, iv) = (self.cbc_key(key)?, cbc_iv(iv)?);
        let mut text = self.plain(plain)?.to_vec();
        let context = EncryptionContext::Iv128(iv);
        match padding {
            CbcPadding::Pkcs7 => PaddedBlockEncryptingKey::cbc_pkcs7(key)
                .and_then(|key| key.less_safe_encrypt(&mut text, context)),
            CbcPadding::None => {
                whole_blocks(&text)?;
                EncryptingKey::cbc(key).and_then(|key| key.less_safe_encrypt(&mut text, context))
            }
        }
        .map_err(|_| CryptoError::Failed)?;
        Ok(text)
    }

    /// Decrypts bytes.
    pub fn aes_cbc_decrypt(
        &self,
        key: Part<'_>,
        iv: &[u8],
        sealed: &[u8],
        padding: CbcPadding,
    ) -> Result<Vec<u8>, CryptoError> {
        let (key, iv) = (self.cbc_key(key)?, cbc_iv(iv)?);
        let mut text = Zeroizing::new(bounded(sealed)?.to_vec());
        let context = DecryptionContext::Iv128(iv);
        let plain = match padding {
            CbcPadding::Pkcs7 => {
                let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(failed)?;
                key.decrypt(&mut text, context).map(|plain| plain.to_vec())
            }
            CbcPadding::None => {
                whole_blocks(&text)?;
                let key = DecryptingKey::cbc(key).map_err(failed)?;
                key.decrypt(&mut text, context).map(|plain| plain.to_vec())
            }
        };
        plain.map_err(|_| CryptoError::Undecipherable)
    }

    fn gcm_key(&self, key: Part<'_>) -> Result<LessSafeKey, CryptoError> {
        let key = self.value(&key)?;
        let algorithm = match key.len() {
            16 => &AES_128_GCM,
            24 => &AES_192_GCM,
            32 => &AES_256_GCM,
            bytes => return Err(KeyError::AesLength(bytes).into()),
        };
        UnboundKey::new(algorithm, &key).map(LessSafeKey::new).map_err(failed)
    }

    fn cbc_key(&self, key: Part<'_>) -> Result<UnboundCipherKey, CryptoError> {
        let key = self.value(&key)?;
        let algorithm = match key.len() {
            16 => &AES_128,
            24 => &AES_192,
            32 => &AES_256,
            bytes => return Err(KeyError::AesLength(bytes).into()),
        };
        UnboundCipherKey::new(algorithm, &key).map_err(failed)
    }
}

fn gcm_nonce(nonce: &[u8]) -> Result<Nonce, CryptoError> {
    Nonce::try_assume_unique_for_key(nonce).map_err(|_| CryptoError::Nonce(nonce.len()))
}

fn cbc_iv(iv: &[u8]) -> Result<FixedLength<IV_BYTES>, CryptoError> {
    <[u8; IV_BYTES]>::try_from(iv).map(FixedLength::from).map_err(|_| CryptoError::Iv(iv.len()))
}

fn bounded(bytes: &[u8]) -> Result<&[u8], CryptoError> {
    if bytes.len() > INPUT_BYTES_MAX + GCM_TAG_BYTES { Err(CryptoError::InputTooLarge) } else { Ok(bytes) }
}

fn whole_blocks(text: &[u8]) -> Result<(), CryptoError> {
    if text.len().is_multiple_of(IV_BYTES) { Ok(()) } else { Err(CryptoError::NotWholeBlocks(text.len())) }
}

fn failed(_: Unspecified) -> CryptoError {
    CryptoError::Failed
}
