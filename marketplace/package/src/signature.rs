//! Signatures: a DSSE envelope around an in-toto statement of what the package holds, kept as a layer of the
//! package itself, so that whoever copies the artifact copies them too.
//!
//! The statement names the package and all its contents but the signatures; verifying makes the statement again from what
//! was read and compares. A package may have several signatures, one a key, so that a publisher changes keys without a gap.
//!
//! **Revocation.** A key is revoked from an instant on. Whoever has stolen it can write any signing time into a statement, so the
//! time in the statement alone proves nothing: a signature by a revoked key counts only for a package that the verifier itself has
//! seen before that instant ([`Package::verify_seen`]), and only if its own signing time is before it too.

use crate::canonical;
use crate::keys::{KeyId, SigningKey, VerifyingKey};
use crate::package::{Package, PackageError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE: &str = "urn:bodega:release:v1";

/// A key that a publisher signs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// Whose it is.
    pub publisher: String,
    /// The key.
    pub key: VerifyingKey,
    /// From when on its signatures are not accepted; absent = it is in use.
    pub revoked_from_ms: Option<i64>,
}

/// The keys that a verifier knows.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(BTreeMap<(KeyId, String), TrustedKey>);

impl FromIterator<TrustedKey> for TrustedKeys {
    fn from_iter<I: IntoIterator<Item = TrustedKey>>(keys: I) -> Self {
        TrustedKeys(keys.into_iter().map(|key| ((key.key.id(), key.publisher.clone()), key)).collect())
    }
}

/// Who vouches for a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The publisher.
    pub publisher: String,
    /// The key.
    pub key: KeyId,
    /// When, as the signer says.
    pub signed_at_ms: i64,
}

/// Why a package's signatures do not vouch for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is none.
    #[error("the package is not signed; sign it with `bodega plugin sign`")]
    Unsigned,
    /// None of its keys is known for its publisher.
    #[error("the package of `{publisher}` is signed with {}, which is no known key of that publisher", short(.keys))]
    UnknownKey {
        /// Who is said to publish it.
        publisher: String,
        /// The keys it is signed with.
        keys: Vec<KeyId>,
    },
    /// A known key's signature does not fit.
    #[error("the signature by key {} is not of this package; it was changed after it was signed", .key.short())]
    Altered {
        /// The key.
        key: KeyId,
    },
    /// All known keys are revoked.
    #[error("key {} is revoked and this package was not known before; the publisher must sign it with another key", .key.short())]
    Revoked {
        /// The key.
        key: KeyId,
    },
}

fn short(keys: &[KeyId]) -> String {
    let keys: Vec<String> = keys.iter().map(KeyId::short).collect();
    keys.join(", ")
}

/// One signature as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct SignatureLayer {
    pub key: KeyId,
    pub bytes: Vec<u8>,
    payload: Vec<u8>,
    signature: [u8; 64],
    statement: Statement,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: [EnvelopeSignature; 1],
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvelopeSignature {
    keyid: String,
    sig: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    predicate_type: String,
    predicate: Predicate,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Subject {
    name: String,
    media_type: String,
    digest: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Predicate {
    name: String,
    version: String,
    publisher: String,
    signed_at_ms: i64,
}

/// What is signed, as DSSE has it: type and body with their lengths, so that neither can run into the other.
fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

fn statement_of(package: &Package, signed_at_ms: i64) -> Statement {
    let subject = |(name, media_type, digest): (String, String, String)| {
        let hex = digest.trim_start_matches("sha256:").to_owned();
        Subject { name, media_type, digest: BTreeMap::from([("sha256".to_owned(), hex)]) }
    };
    let manifest = package.manifest();
    Statement {
        kind: STATEMENT_TYPE.to_owned(),
        subject: package.contents().into_iter().map(subject).collect(),
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate: Predicate {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            publisher: manifest.publisher.clone(),
            signed_at_ms,
        },
    }
}

impl SignatureLayer {
    pub(crate) fn make(package: &Package, key: &SigningKey, signed_at_ms: i64) -> Result<Self, PackageError> {
        let invalid = |error: serde_json::Error| PackageError::BadSignature { problem: error.to_string() };
        let payload = canonical::to_bytes(&statement_of(package, signed_at_ms)).map_err(invalid)?;
        let envelope = Envelope {
            payload: STANDARD.encode(&payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: [EnvelopeSignature {
                keyid: key.verifying_key().id().to_string(),
                sig: STANDARD.encode(key.sign(&pre_authentication(PAYLOAD_TYPE, &payload))),
            }],
        };
        Self::read(canonical::to_bytes(&envelope).map_err(invalid)?)
    }

    /// Reads an envelope; whether it fits the package is for [`Package::verify`], which knows whose keys count.
    pub(crate) fn read(bytes: Vec<u8>) -> Result<Self, PackageError> {
        let bad = |problem: &str| PackageError::BadSignature { problem: problem.to_owned() };
        let json = |error: serde_json::Error| bad(&error.to_string());
        let envelope: Envelope = serde_json::from_slice(&bytes).map_err(json)?;
        if canonical::to_bytes(&envelope).map_err(json)? != bytes {
            return Err(bad("it is not in canonical form"));
        }
        if envelope.payload_type != PAYLOAD_TYPE {
            return Err(bad("its payload is no in-toto statement"));
        }
        let [signature] = envelope.signatures;
        let payload = STANDARD.decode(&envelope.payload).map_err(|_| bad("its payload is not base64"))?;
        let sig = STANDARD.decode(&signature.sig).map_err(|_| bad("its signature is not base64"))?;
        let sig = sig.try_into().map_err(|_| bad("its signature has not 64 bytes"))?;
        let statement = serde_json::from_slice(&payload).map_err(json)?;
        let key =
            KeyId::parse(&signature.keyid).ok_or_else(|| bad("its key id is not `sha256:` and 64 digits"))?;
        Ok(SignatureLayer { key, bytes, payload, signature: sig, statement })
    }

    fn is_of(&self, package: &Package, key: &VerifyingKey) -> bool {
        self.statement == statement_of(package, self.statement.predicate.signed_at_ms)
            && key.verifies(&pre_authentication(PAYLOAD_TYPE, &self.payload), &self.signature)
    }
}

impl Package {
    /// Adds a signature; one by the same key takes the place of its earlier one. The package's digest changes with it.
    ///
    /// # Errors
    /// Where the package already has as many signatures as it may.
    pub fn sign(&self, key: &SigningKey, signed_at_ms: i64) -> Result<Package, PackageError> {
        let layer = SignatureLayer::make(self, key, signed_at_ms)?;
        let mut signatures = self.signatures().to_vec();
        signatures.retain(|other| other.key != layer.key);
        signatures.push(layer);
        self.with_signatures(signatures)
    }

    /// Whether a key of the package's publisher vouches for all of its contents.
    ///
    /// # Errors
    /// See [`SignatureError`].
    pub fn verify(&self, trust: &TrustedKeys) -> Result<Signer, SignatureError> {
        self.check_signatures(trust, None)
    }

    /// As [`Package::verify`], for a package of this digest that the verifier itself has kept since `first_seen_ms`: what was
    /// signed and seen before its key was revoked stays good.
    ///
    /// # Errors
    /// See [`SignatureError`].
    pub fn verify_seen(&self, trust: &TrustedKeys, first_seen_ms: i64) -> Result<Signer, SignatureError> {
        self.check_signatures(trust, Some(first_seen_ms))
    }

    /// Ids of the keys that the package says it is signed with.
    pub fn signed_by(&self) -> Vec<KeyId> {
        self.signatures().iter().map(|layer| layer.key.clone()).collect()
    }

    fn check_signatures(
        &self,
        trust: &TrustedKeys,
        first_seen_ms: Option<i64>,
    ) -> Result<Signer, SignatureError> {
        let publisher = &self.manifest().publisher;
        let mut good = None;
        let mut revoked = None;
        for layer in self.signatures() {
            let id = layer.key.clone();
            let Some(trusted) = trust.0.get(&(id.clone(), publisher.clone())) else { continue };
            // A known key's signature that does not fit shows that somebody changed something: another one cannot mend that.
            if !layer.is_of(self, &trusted.key) {
                return Err(SignatureError::Altered { key: id });
            }
            let signed_at_ms = layer.statement.predicate.signed_at_ms;
            let counts = trusted.revoked_from_ms.is_none_or(|revoked_from| {
                signed_at_ms < revoked_from && first_seen_ms.is_some_and(|seen| seen < revoked_from)
            });
            if counts {
                good.get_or_insert(Signer { publisher: publisher.clone(), key: id, signed_at_ms });
            } else {
                revoked.get_or_insert(id);
            }
        }
        match (good, revoked) {
            (Some(signer), _) => Ok(signer),
            (None, Some(key)) => Err(SignatureError::Revoked { key }),
            (None, None) if self.signatures().is_empty() => Err(SignatureError::Unsigned),
            (None, None) => {
                Err(SignatureError::UnknownKey { publisher: publisher.clone(), keys: self.signed_by() })
            }
        }
    }
}

#[cfg(test)]
mod tests;
