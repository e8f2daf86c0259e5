use crate::{Vault, text};
use bodega_crypto::{CbcPadding, CryptoError, DigestAlgorithm, INPUT_BYTES_MAX, KeyError, PARTS_MAX, Part};

#[test]
fn what_is_computed_over_is_bounded_exactly() {
    let vault = Vault::of(&[]);
    let crypto = vault.crypto();
    let half = vec![0; INPUT_BYTES_MAX / 2];
    let full = [Part::Bytes(&half), Part::Bytes(&half)];
    let over = [Part::Bytes(&half), Part::Bytes(&half), text("a")];
    assert!(crypto.digest(DigestAlgorithm::Sha256, &full).is_ok());
    assert_eq!(crypto.digest(DigestAlgorithm::Sha256, &over), Err(CryptoError::InputTooLarge));
    assert_eq!(crypto.hmac(DigestAlgorithm::Md5, text("k"), &over), Err(CryptoError::InputTooLarge));
    let key = Part::Bytes(&[1; 32]);
    let sealed = crypto.aes_gcm_encrypt(key, &[0; 12], &[], &full).unwrap();
    assert_eq!(crypto.aes_gcm_decrypt(key, &[0; 12], &[], &sealed).unwrap().len(), INPUT_BYTES_MAX);
    assert_eq!(crypto.aes_gcm_encrypt(key, &[0; 12], &[], &over), Err(CryptoError::InputTooLarge));
    let long = vec![0; INPUT_BYTES_MAX + 17];
    assert_eq!(crypto.aes_gcm_decrypt(key, &[0; 12], &[], &long), Err(CryptoError::InputTooLarge));
    assert_eq!(crypto.aes_gcm_decrypt(key, &[0; 12], &long, &sealed), Err(CryptoError::InputTooLarge));
    assert_eq!(
        crypto.aes_cbc_decrypt(key, &[0; 16], &long, CbcPadding::Pkcs7),
        Err(CryptoError::InputTooLarge)
    );

    let parts = vec![text("a"); PARTS_MAX + 1];
    assert!(crypto.digest(DigestAlgorithm::Md5, &parts[1..]).is_ok());
    assert_eq!(crypto.digest(DigestAlgorithm::Md5, &parts), Err(CryptoError::TooManyParts));
}

#[test]
fn lengths_that_do_not_fit_are_refused_with_what_does() {
    let vault = Vault::of(&[]);
    let crypto = vault.crypto();
    let key = Part::Bytes(&[1; 32]);
    for bytes in [0, 15, 17, 31, 33, 64] {
        let wrong = vec![1; bytes];
        let refused = Err(CryptoError::Key(KeyError::AesLength(bytes)));
        assert_eq!(crypto.aes_gcm_encrypt(Part::Bytes(&wrong), &[0; 12], &[], &[]), refused);
        assert_eq!(crypto.aes_cbc_decrypt(Part::Bytes(&wrong), &[0; 16], &[], CbcPadding::Pkcs7), refused);
    }
    assert_eq!(crypto.aes_gcm_decrypt(key, &[0; 16], &[], &[0; 16]), Err(CryptoError::Nonce(16)));
    assert_eq!(crypto.aes_gcm_encrypt(key, &[], &[], &[]), Err(CryptoError::Nonce(0)));
    assert_eq!(crypto.aes_cbc_encrypt(key, &[0; 12], &[], CbcPadding::Pkcs7), Err(CryptoError::Iv(12)));
    for padding in [CbcPadding::Pkcs7, CbcPadding::None] {
        let opened = crypto.aes_cbc_decrypt(key, &[0; 16], &[0; 15], padding);
        let expected = match padding {
            CbcPadding::Pkcs7 => CryptoError::Undecipherable,
            CbcPadding::None => CryptoError::NotWholeBlocks(15),
        };
        assert_eq!(opened, Err(expected));
    }
    let uneven = crypto.aes_cbc_encrypt(key, &[0; 16], &[text("abc")], CbcPadding::None);
    assert_eq!(uneven, Err(CryptoError::NotWholeBlocks(3)));
}
