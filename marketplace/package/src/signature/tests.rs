use super::*;
use crate::package::tests::{COMPONENT, MANIFEST, files, package};
use proptest::prelude::*;

const SIGNED_MS: i64 = 1_000_000;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn trusted(seed: u8) -> TrustedKey {
    TrustedKey { publisher: "bodega".to_owned(), key: key(seed).verifying_key(), revoked_from_ms: None }
}

fn trust(seeds: &[u8]) -> TrustedKeys {
    seeds.iter().map(|seed| trusted(*seed)).collect()
}

fn signed() -> Package {
    package().sign(&key(1), SIGNED_MS).unwrap()
}

/// The signatures of the package, around other contents: what somebody does who packs a changed plugin again.
fn forged(manifest: &str, component: &[u8], files: BTreeMap<String, Vec<u8>>) -> Package {
    let other = Package::build(manifest, component, files).unwrap();
    let forged = other.with_signatures(signed().signatures().to_vec()).unwrap();
    Package::read(&forged.write().unwrap()).unwrap()
}

#[test]
fn the_signed_text_is_that_of_the_dsse_protocol() {
    let text = pre_authentication("http://example.com/HelloWorld", b"hello world");
    assert_eq!(text, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

#[test]
fn a_signature_travels_in_the_archive_and_says_who_vouches() {
    let package = signed();
    let read = Package::read(&package.write().unwrap()).unwrap();
    let signer = read.verify(&trust(&[1, 2])).unwrap();
    assert_eq!((signer.publisher.as_str(), signer.signed_at_ms), ("bodega", SIGNED_MS));
    assert_eq!(signer.key, key(1).verifying_key().id());
    assert_eq!(read.signed_by(), [signer.key]);
    assert_ne!(read.digest(), super::super::package::tests::package().digest());
    assert_eq!(read.write().unwrap(), package.write().unwrap());
    assert_eq!(
        signed().write().unwrap(),
        package.write().unwrap(),
        "the same key, time and contents: the same bytes"
    );
}

#[test]
fn every_changed_part_breaks_the_signature() {
    let altered = SignatureError::Altered { key: key(1).verifying_key().id() };
    assert_eq!(
        forged(MANIFEST, COMPONENT, files()).verify(&trust(&[1])).map(|s| s.key),
        Ok(key(1).verifying_key().id())
    );
    for (from, to) in [("\"line\"", "\"order\""), ("0.1.0", "0.1.1"), ("集章", "印章")] {
        let changed = forged(&MANIFEST.replace(from, to), COMPONENT, files());
        assert_eq!(changed.verify(&trust(&[1])), Err(altered.clone()), "{to}");
    }
    let longer = [COMPONENT, &[0, 2, 1, b'x']].concat();
    assert_eq!(forged(MANIFEST, &longer, files()).verify(&trust(&[1])), Err(altered.clone()));
    for path in files().into_keys() {
        let mut changed = files();
        changed.get_mut(&path).unwrap().insert(1, b' ');
        let result = Package::build(MANIFEST, COMPONENT, changed.clone());
        if result.is_ok() {
            assert_eq!(
                forged(MANIFEST, COMPONENT, changed).verify(&trust(&[1])),
                Err(altered.clone()),
                "{path}"
            );
        } else {
            assert_eq!(path, "icon.png", "an image's first bytes are checked before any signature");
        }
    }
    let mut swapped = files();
    let settings = swapped["schemas/settings.json"].clone();
    let note = swapped.insert("schemas/note.json".to_owned(), settings).unwrap();
    swapped.insert("schemas/settings.json".to_owned(), note);
    assert_eq!(forged(MANIFEST, COMPONENT, swapped).verify(&trust(&[1])), Err(altered));
}

#[test]
fn only_keys_of_the_publisher_count() {
    assert_eq!(package().verify(&trust(&[1])), Err(SignatureError::Unsigned));
    let unknown = signed().verify(&trust(&[2])).unwrap_err();
    assert!(unknown.to_string().contains(&key(1).verifying_key().id().short()), "{unknown}");
    let foreign: TrustedKeys =
        [TrustedKey { publisher: "acme".to_owned(), ..trusted(1) }].into_iter().collect();
    assert!(matches!(signed().verify(&foreign), Err(SignatureError::UnknownKey { .. })));
    // A publisher of another name cannot take the package over by renaming it.
    let renamed = forged(&MANIFEST.replace("\"bodega\"", "\"acme\""), COMPONENT, files());
    assert!(matches!(renamed.verify(&foreign), Err(SignatureError::Altered { .. })));
}

#[test]
fn an_envelope_that_names_another_key_is_altered() {
    let signed = signed();
    let mut envelope: Envelope = serde_json::from_slice(&signed.signatures()[0].bytes).unwrap();
    envelope.signatures[0].keyid = key(2).verifying_key().id().to_string();
    let layer = SignatureLayer::read(canonical::to_bytes(&envelope).unwrap()).unwrap();
    let claimed = package().with_signatures(vec![layer]).unwrap();
    assert!(matches!(claimed.verify(&trust(&[1])), Err(SignatureError::UnknownKey { .. })));
    assert!(matches!(claimed.verify(&trust(&[1, 2])), Err(SignatureError::Altered { .. })));
    // One good signature does not make up for a broken one.
    let both = claimed.with_signatures([claimed.signatures(), signed.signatures()].concat()).unwrap();
    assert!(matches!(both.verify(&trust(&[1, 2])), Err(SignatureError::Altered { .. })));
}

#[test]
fn a_change_of_keys_leaves_no_gap() {
    let both = signed().sign(&key(2), SIGNED_MS + 1).unwrap();
    let both = Package::read(&both.write().unwrap()).unwrap();
    for known in [&[1][..], &[2], &[1, 2]] {
        assert!(both.verify(&trust(known)).is_ok(), "{known:?}");
    }
    let again = both.sign(&key(1), SIGNED_MS + 2).unwrap();
    assert_eq!(again.signed_by().len(), 2, "a key signs once");
    assert_eq!(again.verify(&trust(&[1])).unwrap().signed_at_ms, SIGNED_MS + 2);
    let order = package().sign(&key(2), 5).unwrap().sign(&key(1), 6).unwrap();
    let other_order = package().sign(&key(1), 6).unwrap().sign(&key(2), 5).unwrap();
    assert_eq!(order.digest(), other_order.digest(), "the order of signing leaves no trace");
    let many =
        (10..10 + crate::SIGNATURES_MAX as u8).try_fold(package(), |p, seed| p.sign(&key(seed), 1)).unwrap();
    assert!(matches!(many.sign(&key(1), 1), Err(PackageError::TooManySignatures)));
}

#[test]
fn what_a_revoked_key_signed_stays_good_only_where_it_was_seen_before() {
    let revoked_from = SIGNED_MS + 100;
    let trust_with = |seeds: &[u8]| -> TrustedKeys {
        let revoked = TrustedKey { revoked_from_ms: Some(revoked_from), ..trusted(1) };
        seeds.iter().map(|seed| trusted(*seed)).chain([revoked]).collect()
    };
    let refused = Err(SignatureError::Revoked { key: key(1).verifying_key().id() });
    let package = signed();
    // A thief writes any time into the statement, so the time alone is worth nothing.
    assert_eq!(package.verify(&trust_with(&[])), refused);
    assert!(package.verify_seen(&trust_with(&[]), revoked_from - 1).is_ok());
    assert_eq!(package.verify_seen(&trust_with(&[]), revoked_from), refused);
    let late = super::super::package::tests::package().sign(&key(1), revoked_from).unwrap();
    assert_eq!(late.verify_seen(&trust_with(&[]), revoked_from - 1), refused);
    let resigned = package.sign(&key(2), revoked_from + 1).unwrap();
    assert_eq!(resigned.verify(&trust_with(&[2])).unwrap().key, key(2).verifying_key().id());
}

#[test]
fn malformed_envelopes_are_refused_when_read() {
    let bytes = signed().signatures()[0].bytes.clone();
    let text = String::from_utf8(bytes).unwrap();
    let cases = [
        text.replace("application/vnd.in-toto+json", "text/plain"),
        text.replace("{\"payload\"", "{ \"payload\""),
        text.replace("\"keyid\":\"sha256:", "\"keyid\":\"sha256"),
        text.replace("\"sig\":\"", "\"sig\":\"AA"),
        text.replace("\"sig\":\"", "\"sig\":\"*"),
        text.replace("\"payload\":\"", "\"payload\":\"*"),
        text.replace("\"payload\":\"eyJ", "\"payload\":\"eyI"),
        text.replace("\"signatures\":[", "\"signatures\":[],\"more\":["),
        "[]".to_owned(),
        String::new(),
    ];
    for case in cases {
        let result = SignatureLayer::read(case.clone().into_bytes());
        assert!(matches!(result, Err(PackageError::BadSignature { .. })), "{case}");
    }
}

proptest! {
    /// Whatever bit is changed: the archive is refused, or it is still the very package, or its signature is broken.
    #[test]
    fn no_flipped_bit_passes(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = signed().write().unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(read) = Package::read(&bytes) {
            prop_assert!(read.digest() == signed().digest());
            prop_assert!(read.verify(&trust(&[1])).is_ok());
        }
    }

    #[test]
    fn no_truncated_archive_passes_as_another(length in any::<prop::sample::Index>()) {
        let bytes = signed().write().unwrap();
        let length = length.index(bytes.len());
        match Package::read(&bytes[..length]) {
            // The last 1024 bytes are tar's end mark, without which everything is still there.
            Ok(read) => prop_assert!(length >= bytes.len() - 1024 && read.digest() == signed().digest()),
            Err(_) => prop_assert!(length < bytes.len()),
        }
    }

    #[test]
    fn no_flipped_bit_of_an_envelope_verifies(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut envelope = signed().signatures()[0].bytes.clone();
        let at = at.index(envelope.len());
        envelope[at] ^= 1 << bit;
        if let Ok(layer) = SignatureLayer::read(envelope) {
            let changed = package().with_signatures(vec![layer]).unwrap();
            prop_assert!(changed.verify(&trust(&[1])).is_err());
        }
    }
}
