use crate::{Vault, base64, text};
use bodega_crypto::{Crypto, CryptoError, KeyError, Part};

const PKCS8: &str = include_str!("../keys/rsa.pkcs8.pem");
const PKCS1: &str = include_str!("../keys/rsa.pkcs1.pem");
const SPKI: &str = include_str!("../keys/rsa.spki.pem");
const PKCS1_PUBLIC: &str = include_str!("../keys/rsa.pkcs1.pub.pem");
const CERTIFICATE: &str = include_str!("../keys/rsa.cert.pem");
const EC: &str = include_str!("../keys/ec.pkcs8.pem");

const MESSAGE: &str = r#"{"amount":{"total":1999,"currency":"CNY"}}"#;
/// `openssl dgst -sha256 -sign` over [`MESSAGE`].
const SIGNATURE: &str = "XT0C6nfKYTsVjwrOE/DyhGsnCNdo6j3SUbnVBQeRKwqDRQ7ZZZ+Y0GxdjddwZFeY+BhjqneEAEqzSBUmD2M99naqZmudhQXU1DBB82IavfNnxVVQjumietz0vaQmsBXZ6BDOAgRz9QeFE62csfs89SVQtaeCZXnIc1bwIkmKzRFqeHdXPU9xXrpJ1JbNu61WhFE9KFR91xzvsYRaKNLIeX16KBe5LvLTugtihRTzeukVnixwh1AMLTU3gjPXE4XAojAolPQy1h7coeUzUvgNwjDctG7vAV+whPp2Xq+MKawfAtE+Qxc0rY2S7g5GXMG4U25tWpxhP/fb05cl2DFAsg==";
/// `openssl pkeyutl -encrypt` with OAEP and SHA-1 of [`CARD`].
const SEALED: &str = "EWBqKVtw5xdmS1LP5ScSk/vV4UKV5V3yGSXrKQgJjqL9fljQCM+ZCt7vk8FUMxAK1oM/t3Lx2O5Kb4zZhw8Y2SGyu4LZKfnW1z0U3MggpYyVBCOfpCO4epZERqFZm4SOmqgKErhvnldBP12lxqBxgFWoCIS/2G01bWpCdGmgiDeIBRgL8K/Sk4+Q0CebstCcRhzMo967TqqXhfJift5bq+Al5XosOJ8zFEDUpyojs0bR2tw7c0hT33zoM3K5zdWiSPgoktkOXvsWmLNmzgYm0tnq8Wbygpxr2sPyljhdHRaIgtOc9Ec3wc92zkTXFtvdJHRAvLMsGR9d44Cr5WJmYA==";
const CARD: &str = "6222020200112230";

/// Alipay's key tool writes the middle of the PEM, in one line.
fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// What merchants paste: Windows line ends, blanks around.
fn pasted(pem: &str) -> String {
    format!("  \r\n{}\r\n ", pem.replace('\n', "\r\n"))
}

#[test]
fn signatures_are_those_of_openssl_whatever_the_form_of_the_key() {
    for key in [PKCS8, PKCS1, &bare(PKCS8), &bare(PKCS1), &pasted(PKCS8), &pasted(PKCS1)] {
        let vault = Vault::of(&[("key", key.as_bytes())]);
        let signature = vault.crypto().rsa_sha256_sign(Part::Secret("key"), &[text(MESSAGE)]);
        assert_eq!(signature, Ok(base64(SIGNATURE)));
    }
}

#[test]
fn signatures_are_verified_with_every_form_of_the_key() {
    let vault = Vault::of(&[]);
    let (start, end) = MESSAGE.split_at(9);
    for key in [SPKI, PKCS1_PUBLIC, CERTIFICATE, &bare(SPKI), &bare(PKCS1_PUBLIC), &pasted(CERTIFICATE)] {
        let verify = |parts: &[Part<'_>], signature: &[u8]| {
            vault.crypto().rsa_sha256_verify(text(key), parts, signature)
        };
        let signature = base64(SIGNATURE);
        assert_eq!(verify(&[text(start), text(end)], &signature), Ok(true));
        assert_eq!(verify(&[text(end), text(start)], &signature), Ok(false));
        assert_eq!(verify(&[text(MESSAGE)], &signature[1..]), Ok(false));
        assert_eq!(verify(&[text(MESSAGE)], &[]), Ok(false));
        for byte in [0, 100, 255] {
            let mut changed = signature.clone();
            changed[byte] ^= 1;
            assert_eq!(verify(&[text(MESSAGE)], &changed), Ok(false));
        }
    }
}

#[test]
fn oaep_opens_what_openssl_sealed_and_what_it_sealed_itself() {
    let vault = Vault::of(&[("key", PKCS1.as_bytes())]);
    let crypto = vault.crypto();
    assert_eq!(crypto.rsa_oaep_decrypt(Part::Secret("key"), &base64(SEALED)), Ok(CARD.as_bytes().to_vec()));
    for public in [SPKI, PKCS1_PUBLIC, CERTIFICATE] {
        let sealed = crypto.rsa_oaep_encrypt(text(public), &[text("622202"), text("0200112230")]).unwrap();
        assert_eq!(crypto.rsa_oaep_decrypt(text(PKCS8), &sealed), Ok(CARD.as_bytes().to_vec()));
    }
    let longest = [7; 256 - 42];
    let sealed = crypto.rsa_oaep_encrypt(text(SPKI), &[Part::Bytes(&longest)]).unwrap();
    assert_eq!(crypto.rsa_oaep_decrypt(text(PKCS8), &sealed), Ok(longest.to_vec()));
    let longer = [7; 256 - 41];
    let refused = Err(CryptoError::PlainTooLong { bytes: 215, bytes_max: 214 });
    assert_eq!(crypto.rsa_oaep_encrypt(text(SPKI), &[Part::Bytes(&longer)]), refused);
}

#[test]
fn every_way_of_being_wrong_to_open_is_one_error() {
    let vault = Vault::of(&[]);
    let sealed = base64(SEALED);
    let open = |sealed: &[u8]| vault.crypto().rsa_oaep_decrypt(text(PKCS8), sealed);
    let mut changed = sealed.clone();
    changed[17] ^= 1;
    for wrong in [&changed[..], &sealed[1..], &[], &[0; 256], &[0xff; 256], &[&sealed[..], &[0]].concat()] {
        assert_eq!(open(wrong), Err(CryptoError::Undecipherable));
    }
}

fn key_error(answer: Result<Vec<u8>, CryptoError>) -> KeyError {
    match answer {
        Err(CryptoError::Key(error)) => error,
        other => panic!("a refused key was expected, not {other:?}"),
    }
}

#[test]
fn a_key_that_does_not_fit_is_refused_with_the_remedy() {
    let vault = Vault::of(&[]);
    let sign = |key: &str| key_error(vault.crypto().rsa_sha256_sign(text(key), &[text("a")]));
    for encrypted in
        [include_str!("../keys/rsa.encrypted.pem"), include_str!("../keys/rsa.pkcs1.encrypted.pem")]
    {
        assert_eq!(sign(encrypted), KeyError::Encrypted);
    }
    assert!(matches!(sign(SPKI), KeyError::Kind { found, .. } if found == "PUBLIC KEY"));
    assert!(matches!(sign(CERTIFICATE), KeyError::Kind { found, .. } if found == "CERTIFICATE"));
    assert!(matches!(sign(EC), KeyError::Rejected(_)));
    assert!(matches!(sign(include_str!("../keys/rsa1024.pkcs8.pem")), KeyError::Rejected(_)));
    assert!(matches!(sign(&bare(SPKI)), KeyError::Rejected(_)));
    assert_eq!(sign("my password!"), KeyError::NotPem);
    assert_eq!(sign("-----BEGIN PRIVATE KEY-----\nMIIE"), KeyError::NotPem);
    assert_eq!(sign(&"A".repeat(20_000)), KeyError::TooLong);
    let halved = PKCS8.lines().enumerate().filter(|(at, _)| *at != 9).map(|(_, line)| line);
    assert!(matches!(sign(&halved.collect::<Vec<_>>().join("\n")), KeyError::Rejected(_)));

    let verify = |key: &str| {
        key_error(vault.crypto().rsa_sha256_verify(text(key), &[text("a")], &[]).map(|_| Vec::new()))
    };
    assert!(matches!(verify(PKCS8), KeyError::Kind { found, .. } if found == "PRIVATE KEY"));
    assert!(matches!(verify(include_str!("../keys/ec.spki.pem")), KeyError::Rejected(_)));
    let no_certificate = SPKI.replace("PUBLIC KEY", "CERTIFICATE");
    assert!(matches!(verify(&no_certificate), KeyError::Rejected(_)));
}

/// Whoever can have a secret encrypted under a key of their own can read it.
#[test]
fn a_secret_is_never_what_is_encrypted() {
    let vault = Vault::of(&[("token", b"s3cret"), ("key", &[1; 16])]);
    let crypto: Crypto<'_> = vault.crypto();
    for secret in [Part::Secret("token"), Part::SecretBase64("token")] {
        let plain = [text("a"), secret];
        let leak = Err(CryptoError::SecretAsPlain);
        assert_eq!(crypto.rsa_oaep_encrypt(text(SPKI), &plain), leak);
        for key in [Part::Bytes(&[2; 16]), Part::Secret("key")] {
            assert_eq!(crypto.aes_gcm_encrypt(key, &[0; 12], &[], &plain), leak);
            for padding in [bodega_crypto::CbcPadding::Pkcs7, bodega_crypto::CbcPadding::None] {
                assert_eq!(crypto.aes_cbc_encrypt(key, &[0; 16], &plain, padding), leak);
            }
        }
    }
}

#[test]
fn errors_hold_nothing_of_a_key() {
    let damaged = PKCS8.replace("MII", "MIJ");
    let vault = Vault::of(&[("key", damaged.as_bytes()), ("short", b"hunter2hunter2")]);
    let sign = vault.crypto().rsa_sha256_sign(Part::Secret("key"), &[text("a")]).unwrap_err();
    let seal = vault.crypto().aes_gcm_encrypt(Part::Secret("short"), &[0; 12], &[], &[]).unwrap_err();
    for error in [sign, seal] {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2") && !PKCS8.lines().any(|line| shown.contains(line)), "{shown}");
    }
}
