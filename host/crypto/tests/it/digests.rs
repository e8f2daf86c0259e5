use crate::{Vault, text};
use bodega_crypto::DigestAlgorithm::{Md5, Sha1, Sha256, Sha512};
use bodega_crypto::{CryptoError, Part};

/// FIPS 180-4 and RFC 1321: the empty text and "abc".
#[test]
fn digests_are_those_of_the_standards() {
    let vault = Vault::of(&[]);
    for (algorithm, empty, abc) in [
        (Md5, "d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72"),
        (Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            Sha256,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            Sha512,
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
             47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ] {
        assert_eq!(hex::encode(vault.crypto().digest(algorithm, &[]).unwrap()), empty);
        let pieces = [text("a"), text(""), text("bc")];
        assert_eq!(hex::encode(vault.crypto().digest(algorithm, &pieces).unwrap()), abc);
    }
}

/// RFC 4231, cases 1, 2 and 6 (a key longer than a block), and RFC 2202 for MD5 and SHA-1, case 2.
#[test]
fn hmacs_are_those_of_the_standards() {
    let vault = Vault::of(&[("jefe", b"Jefe")]);
    let crypto = vault.crypto();
    let what = [text("what do ya want "), text("for nothing?")];
    for (algorithm, expected) in [
        (Md5, "750c783e6ab0b503eaa86e310a5db738"),
        (Sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (Sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            Sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ] {
        assert_eq!(hex::encode(crypto.hmac(algorithm, Part::Secret("jefe"), &what).unwrap()), expected);
    }
    let hi = crypto.hmac(Sha256, Part::Bytes(&[0x0b; 20]), &[text("Hi There")]).unwrap();
    assert_eq!(hex::encode(hi), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    let long = [text("Test Using Larger Than Block-Size Key - Hash Key First")];
    let long = crypto.hmac(Sha256, Part::Bytes(&[0xaa; 131]), &long).unwrap();
    assert_eq!(hex::encode(long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

#[test]
fn a_tag_is_right_only_whole_and_unchanged() {
    let vault = Vault::of(&[("key", b"client_secret")]);
    let crypto = vault.crypto();
    for algorithm in [Md5, Sha1, Sha256, Sha512] {
        let tag = crypto.hmac(algorithm, Part::Secret("key"), &[text("body")]).unwrap();
        let verify =
            |parts: &[Part<'_>], tag: &[u8]| crypto.hmac_verify(algorithm, Part::Secret("key"), parts, tag);
        assert_eq!(verify(&[text("bo"), text("dy")], &tag), Ok(true));
        assert_eq!(verify(&[text("body ")], &tag), Ok(false));
        assert_eq!(verify(&[text("body")], &tag[..tag.len() - 1]), Ok(false));
        assert_eq!(verify(&[text("body")], &[]), Ok(false));
        assert_eq!(verify(&[text("body")], &[&tag[..], &[0]].concat()), Ok(false));
        for bit in 0..tag.len() * 8 {
            let mut changed = tag.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&[text("body")], &changed), Ok(false));
        }
    }
}

#[test]
fn a_secret_that_is_not_set_is_named() {
    let vault = Vault::of(&[("empty", b"")]);
    for name in ["app_secret", "empty"] {
        let missing = Err(CryptoError::NoSecret(name.to_owned()));
        assert_eq!(vault.crypto().digest(Md5, &[text("a"), Part::Secret(name)]), missing);
        assert_eq!(vault.crypto().hmac(Sha256, Part::Secret(name), &[text("a")]), missing);
        assert_eq!(vault.crypto().rsa_sha256_sign(Part::Secret(name), &[text("a")]), missing);
    }
}
