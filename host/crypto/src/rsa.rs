//! RSA: PKCS#1 v1.5 signatures over SHA-256, and OAEP with SHA-1 (as WeChat Pay asks for). AWS-LC computes both in
//! constant time; the `rsa` crate does not (RUSTSEC-2023-0071).

use crate::{Crypto, CryptoError, Part};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};

impl Crypto<'_> {
    /// Signs the parts one after the other.
    pub fn rsa_sha256_sign(&self, key: Part<'_>, parts: &[Part<'_>]) -> Result<Vec<u8>, CryptoError> {
        let pair = self.private_key(key)?;
        let message = self.joined(parts)?;
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature)
            .map_err(|_| CryptoError::Failed)?;
        Ok(signature)
    }

    /// Whether `signature` is that of the parts one after the other.
    pub fn rsa_sha256_verify(
        &self,
        key: Part<'_>,
        parts: &[Part<'_>],
        signature: &[u8],
    ) -> Result<bool, CryptoError> {
        let spki = self.public_key(key)?;
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, spki.as_ref())
            .map_err(|_| CryptoError::Failed)?;
        Ok(key.verify_sig(&self.joined(parts)?, signature).is_ok())
    }

    /// Encrypts bytes for the holder of the private key.
    pub fn rsa_oaep_encrypt(&self, key: Part<'_>, plain: &[Part<'_>]) -> Result<Vec<u8>, CryptoError> {
        let spki = self.public_key(key)?;
        let key = PublicEncryptingKey::from_der(spki.as_ref())
            .and_then(|key| OaepPublicEncryptingKey::new(key).map_err(aws_lc_rs::error::KeyRejected::from));
        let key = key.map_err(|error| crate::KeyError::Rejected(error.to_string()))?;
        let plain = self.plain(plain)?;
        let bytes_max = key.max_plaintext_size(&OAEP_SHA1_MGF1SHA1);
        if plain.len() > bytes_max {
            return Err(CryptoError::PlainTooLong { bytes: plain.len(), bytes_max });
        }
        let mut sealed = vec![0; key.ciphertext_size()];
        let sealed = key.encrypt(&OAEP_SHA1_MGF1SHA1, &plain, &mut sealed, None);
        Ok(sealed.map_err(|_| CryptoError::Failed)?.to_vec())
    }

    /// Opens what was encrypted for this private key.
    pub fn rsa_oaep_decrypt(&self, key: Part<'_>, sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let pkcs8 = self.private_pkcs8(key)?;
        let key = PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref())
            .map_err(|error| crate::KeyError::Rejected(error.to_string()))?;
        let key = OaepPrivateDecryptingKey::new(key).map_err(|_| CryptoError::Failed)?;
        let mut plain = zeroize::Zeroizing::new(vec![0; key.min_output_size()]);
        let plain = key.decrypt(&OAEP_SHA1_MGF1SHA1, sealed, &mut plain, None);
        Ok(plain.map_err(|_| CryptoError::Undecipherable)?.to_vec())
    }

    fn joined(&self, parts: &[Part<'_>]) -> Result<zeroize::Zeroizing<Vec<u8>>, CryptoError> {
        let mut message = zeroize::Zeroizing::new(Vec::new());
        self.each(parts, |bytes| message.extend_from_slice(bytes))?;
        Ok(message)
    }
}
