//! Project Wycheproof's vectors: what is valid must pass, what is invalid must not.

use crate::{Vault, text};
use bodega_crypto::{CbcPadding, Crypto, CryptoError, DigestAlgorithm, Part};
use wycheproof::TestResult;

/// Runs `check` with every vector's result and says how many there were.
fn with_crypto(check: impl Fn(Crypto<'_>) -> usize, at_least: usize) {
    let vault = Vault::of(&[]);
    let seen = check(vault.crypto());
    assert!(seen >= at_least, "only {seen} vectors were run");
}

#[test]
fn aes_gcm() {
    with_crypto(
        |crypto| {
            let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::AesGcm).unwrap();
            let mut seen = 0;
            for group in set.test_groups.iter().filter(|group| group.tag_size == 128) {
                for test in &group.tests {
                    let sealed = [&test.ct[..], &test.tag[..]].concat();
                    let key = Part::Bytes(&test.key);
                    let opened = crypto.aes_gcm_decrypt(key, &test.nonce, &test.aad, &sealed);
                    seen += 1;
                    if test.nonce.len() != 12 {
                        assert_eq!(opened, Err(CryptoError::Nonce(test.nonce.len())), "{}", test.tc_id);
                    } else if test.result == TestResult::Valid {
                        assert_eq!(opened, Ok(test.pt.to_vec()), "{}", test.tc_id);
                        let plain = [Part::Bytes(&test.pt)];
                        let again = crypto.aes_gcm_encrypt(key, &test.nonce, &test.aad, &plain);
                        assert_eq!(again, Ok(sealed), "{}", test.tc_id);
                    } else {
                        assert_eq!(opened, Err(CryptoError::Undecipherable), "{}", test.tc_id);
                    }
                }
            }
            seen
        },
        200,
    );
}

#[test]
fn aes_cbc() {
    with_crypto(
        |crypto| {
            let set = wycheproof::cipher::TestSet::load(wycheproof::cipher::TestName::AesCbcPkcs5).unwrap();
            let mut seen = 0;
            for test in set.test_groups.iter().flat_map(|group| &group.tests) {
                let (key, pkcs7) = (Part::Bytes(&test.key), CbcPadding::Pkcs7);
                let opened = crypto.aes_cbc_decrypt(key, &test.nonce, &test.ct, pkcs7);
                seen += 1;
                if test.result == TestResult::Valid {
                    assert_eq!(opened, Ok(test.pt.to_vec()), "{}", test.tc_id);
                    let plain = [Part::Bytes(&test.pt)];
                    let again = crypto.aes_cbc_encrypt(key, &test.nonce, &plain, pkcs7);
                    assert_eq!(again, Ok(test.ct.to_vec()), "{}", test.tc_id);
                } else {
                    assert_eq!(opened, Err(CryptoError::Undecipherable), "{}", test.tc_id);
                }
            }
            seen
        },
        150,
    );
}

#[test]
fn hmac() {
    use wycheproof::mac::TestName::{HmacSha1, HmacSha256, HmacSha512};
    for (name, algorithm, whole_bits) in [
        (HmacSha1, DigestAlgorithm::Sha1, 160),
        (HmacSha256, DigestAlgorithm::Sha256, 256),
        (HmacSha512, DigestAlgorithm::Sha512, 512),
    ] {
        with_crypto(
            |crypto| {
                let set = wycheproof::mac::TestSet::load(name).unwrap();
                let mut seen = 0;
                for group in &set.test_groups {
                    for test in &group.tests {
                        let (key, message) = (Part::Bytes(&test.key), [Part::Bytes(&test.msg)]);
                        let is_right = crypto.hmac_verify(algorithm, key, &message, &test.tag);
                        let expected = test.result == TestResult::Valid && group.tag_size == whole_bits;
                        assert_eq!(is_right, Ok(expected), "{}", test.tc_id);
                        seen += 1;
                    }
                }
                seen
            },
            150,
        );
    }
}

#[test]
fn rsa_pkcs1_signatures() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    for name in [TestName::Rsa2048Sha256, TestName::Rsa3072Sha256, TestName::Rsa4096Sha256] {
        with_crypto(
            |crypto| {
                let set = TestSet::load(name).unwrap();
                let mut seen = 0;
                for group in &set.test_groups {
                    for test in &group.tests {
                        let message = [Part::Bytes(&test.msg)];
                        let verdict = crypto.rsa_sha256_verify(text(&group.pem), &message, &test.sig);
                        match test.result {
                            TestResult::Valid => assert_eq!(verdict, Ok(true), "{}", test.tc_id),
                            TestResult::Invalid => assert_eq!(verdict, Ok(false), "{}", test.tc_id),
                            TestResult::Acceptable => assert!(verdict.is_ok(), "{}", test.tc_id),
                        }
                        seen += 1;
                    }
                }
                seen
            },
            200,
        );
    }
}

#[test]
fn rsa_oaep() {
    with_crypto(
        |crypto| {
            use wycheproof::rsa_oaep::{TestName, TestSet};
            let set = TestSet::load(TestName::Rsa2048Sha1Mgf1Sha1).unwrap();
            let mut seen = 0;
            for group in &set.test_groups {
                for test in group.tests.iter().filter(|test| test.label.is_empty()) {
                    let opened = crypto.rsa_oaep_decrypt(text(&group.pem), &test.ct);
                    match test.result {
                        TestResult::Valid => assert_eq!(opened, Ok(test.pt.to_vec()), "{}", test.tc_id),
                        TestResult::Invalid => {
                            assert_eq!(opened, Err(CryptoError::Undecipherable), "{}", test.tc_id);
                        }
                        TestResult::Acceptable => {}
                    }
                    seen += 1;
                }
            }
            seen
        },
        20,
    );
}
