//! The signature of a delivery, as the Standard Webhooks specification has it: HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_crypto::{Crypto, CryptoError, DigestAlgorithm, Part, SecretSource};
use zeroize::Zeroizing;

struct NoSecrets;

impl SecretSource for NoSecrets {
    fn secret(&self, _: &str) -> Option<Zeroizing<Vec<u8>>> {
        None
    }
}

/// The value of `webhook-signature`: one `v1,BASE64` for each secret, apart by blanks.
pub(super) fn signature(
    secrets: &[&[u8]],
    id: &str,
    timestamp_s: i64,
    body: &[u8],
) -> Result<String, CryptoError> {
    let head = format!("{id}.{timestamp_s}.");
    let parts = [Part::Bytes(head.as_bytes()), Part::Bytes(body)];
    let sign = |secret: &&[u8]| -> Result<String, CryptoError> {
        let tag = Crypto::new(&NoSecrets).hmac(DigestAlgorithm::Sha256, Part::Bytes(secret), &parts)?;
        Ok(format!("v1,{}", STANDARD.encode(tag)))
    };
    Ok(secrets.iter().map(sign).collect::<Result<Vec<_>, _>>()?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the specification's own libraries.
    #[test]
    fn it_is_the_signature_of_the_specification() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            signature(&[&secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_a_secret_changes_there_are_two_signatures() {
        let of = |secrets: &[&[u8]]| signature(secrets, "m", 1, b"{}").unwrap();
        assert_eq!(of(&[b"new", b"old"]), format!("{} {}", of(&[b"new"]), of(&[b"old"])));
    }
}
