//! The world outside, as far as an invocation may reach it: requests to approved hosts, computations with secrets.

use super::run::Invocation;
use crate::app::App;
use crate::plugins::installed::InstalledPlugin;
use crate::plugins::usage::Outgoing;
use bodega_crypto::{CbcPadding, Crypto, CryptoError, DigestAlgorithm, Part};
use bodega_egress::{Body, EgressError, HostRule, Method, Policy, Recorded, Request};
use bodega_plugin_host::{
    BytesPart, CbcPadding as AskedPadding, CryptoCall, CryptoFailure, CryptoValue,
    DigestAlgorithm as AskedAlgorithm, EgressContent, EgressFailure, EgressRequest, EgressResponse,
    PortError, TextPart,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What an invocation has of the outside.
pub(super) struct Outside {
    app: Arc<App>,
    installed: Arc<InstalledPlugin>,
    recorded: Recorded,
}

/// Secrets of an installation's settings.
pub(super) struct Secrets<'a>(&'a BTreeMap<String, String>);

impl bodega_crypto::SecretSource for Secrets<'_> {
    fn secret(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.0.get(name).map(|secret| Zeroizing::new(secret.as_bytes().to_vec()))
    }
}

/// Secrets as requests may carry them: to the hosts that the manifest binds them to, and to no others.
struct BoundSecrets<'a> {
    secrets: &'a BTreeMap<String, String>,
    hosts: Vec<(HostRule, &'a [String])>,
}

impl bodega_egress::SecretSource for BoundSecrets<'_> {
    fn secret(&self, name: &str, host: &str) -> Option<Zeroizing<String>> {
        let is_bound = |(rule, secrets): &(HostRule, &[String])| {
            rule.covers(host) && secrets.iter().any(|bound| bound == name)
        };
        let secret = self.secrets.get(name).filter(|_| self.hosts.iter().any(is_bound));
        secret.map(|secret| Zeroizing::new(secret.clone()))
    }
}

impl Outside {
    pub(super) fn new(app: &Arc<App>, invocation: &Invocation) -> Self {
        let recorded = Recorded::default();
        Outside { app: app.clone(), installed: invocation.installed.clone(), recorded }
    }

    /// The same answers for another build on trial, which sends nothing.
    pub(super) fn closed_for(&self, installed: Arc<InstalledPlugin>) -> Self {
        Outside { app: self.app.clone(), installed, recorded: self.recorded.closed() }
    }

    /// Starts the next run of the invocation: its requests are answered from the first.
    pub(super) fn rewind(&self) {
        self.recorded.rewind();
    }

    /// What was sent since the last time this was asked.
    pub(super) fn outgoing(&self) -> Outgoing {
        let sent = self.recorded.take_traces().into_iter().filter(|trace| !trace.is_replayed);
        let add = |sum: Outgoing, trace: bodega_egress::Trace| Outgoing {
            calls: sum.calls + 1,
            bytes: sum.bytes + trace.body_bytes + trace.response_bytes,
        };
        sent.fold(Outgoing::default(), add)
    }

    pub(super) fn secrets(&self) -> Secrets<'_> {
        Secrets(&self.installed.secrets)
    }

    /// Sends a request, or answers it from the record.
    pub(super) async fn send(
        &self,
        request: EgressRequest,
    ) -> Result<Result<EgressResponse, EgressFailure>, PortError> {
        let hosts = host_rules(&self.installed).map_err(PortError)?;
        let policy = Policy::new(hosts.iter().map(|(rule, _)| rule.clone()).collect());
        let secrets = BoundSecrets { secrets: &self.installed.secrets, hosts };
        let request = match request_of(request) {
            Ok(request) => request,
            Err(error) => return Ok(Err(failure(error))),
        };
        let answer = self.recorded.send(&self.app.egress, &policy, request, &secrets).await;
        Ok(answer.map_err(failure).map(|response| EgressResponse {
            status: response.status,
            headers: response.headers,
            body: response.body.to_vec(),
        }))
    }
}

/// Approved hosts, each with the secrets that may be sent there.
fn host_rules(installed: &InstalledPlugin) -> Result<Vec<(HostRule, &[String])>, String> {
    let mut rules = Vec::new();
    for host in &installed.hosts {
        let rule = HostRule::new(&host.host, &host.ports).map_err(|error| error.to_string())?;
        let rule = if host.plain_http { rule.with_plain_http() } else { rule };
        rules.push((rule, host.secrets.as_slice()));
    }
    Ok(rules)
}

fn request_of(request: EgressRequest) -> Result<Request, EgressError> {
    Ok(Request {
        method: Method::parse(&request.method)?,
        url: request.url,
        query: named(request.query),
        headers: named(request.headers),
        body: match request.body {
            EgressContent::Empty => Body::Empty,
            EgressContent::Bytes(bytes) => Body::Bytes(bytes),
            EgressContent::Parts(parts) => Body::Parts(texts(parts)),
            EgressContent::Form(fields) => Body::Form(named(fields)),
        },
        redirects: request.redirects,
        timeout_ms: request.timeout_ms,
    })
}

fn texts(parts: Vec<TextPart>) -> Vec<bodega_egress::Part> {
    let part = |part| match part {
        TextPart::Text(text) => bodega_egress::Part::Text(text),
        TextPart::Secret(name) => bodega_egress::Part::Secret(name),
        TextPart::Basic(user, secret) => bodega_egress::Part::Basic { user, secret },
    };
    parts.into_iter().map(part).collect()
}

fn named(all: Vec<(String, Vec<TextPart>)>) -> Vec<bodega_egress::NamedParts> {
    all.into_iter().map(|(name, parts)| (name, texts(parts))).collect()
}

fn failure(error: EgressError) -> EgressFailure {
    match error {
        EgressError::Refused(why) => EgressFailure::Refused(why),
        EgressError::Invalid(why) => EgressFailure::Invalid(why),
        EgressError::Unreachable(why) => EgressFailure::Unreachable(why),
        EgressError::TooLarge(_) => EgressFailure::TooLarge,
        EgressError::Other(why) => EgressFailure::Other(why),
    }
}

/// Makes a computation with secrets by name, as for an installation: for authors, who have none.
pub fn compute_with(
    secrets: &BTreeMap<String, String>,
    call: &CryptoCall,
) -> Result<CryptoValue, CryptoFailure> {
    compute(&Secrets(secrets), call)
}

/// Makes a computation with an installation's secrets.
pub(super) fn compute(secrets: &Secrets<'_>, call: &CryptoCall) -> Result<CryptoValue, CryptoFailure> {
    let crypto = Crypto::new(secrets);
    let bytes = |result: Result<Vec<u8>, CryptoError>| result.map(CryptoValue::Bytes);
    let verdict = |result: Result<bool, CryptoError>| result.map(CryptoValue::Verdict);
    let value = match call {
        CryptoCall::Digest { algorithm, parts } => bytes(crypto.digest(alg(*algorithm), &all(parts))),
        CryptoCall::Hmac { algorithm, key, parts } => {
            bytes(crypto.hmac(alg(*algorithm), one(key), &all(parts)))
        }
        CryptoCall::HmacVerify { algorithm, key, parts, tag } => {
            verdict(crypto.hmac_verify(alg(*algorithm), one(key), &all(parts), tag))
        }
        CryptoCall::RsaSha256Sign { key, parts } => bytes(crypto.rsa_sha256_sign(one(key), &all(parts))),
        CryptoCall::RsaSha256Verify { key, parts, signature } => {
            verdict(crypto.rsa_sha256_verify(one(key), &all(parts), signature))
        }
        CryptoCall::RsaOaepEncrypt { key, plain } => bytes(crypto.rsa_oaep_encrypt(one(key), &all(plain))),
        CryptoCall::RsaOaepDecrypt { key, sealed } => bytes(crypto.rsa_oaep_decrypt(one(key), sealed)),
        CryptoCall::AesGcmEncrypt { key, nonce, associated, plain } => {
            bytes(crypto.aes_gcm_encrypt(one(key), nonce, associated, &all(plain)))
        }
        CryptoCall::AesGcmDecrypt { key, nonce, associated, sealed } => {
            bytes(crypto.aes_gcm_decrypt(one(key), nonce, associated, sealed))
        }
        CryptoCall::AesCbcEncrypt { key, iv, padding, plain } => {
            bytes(crypto.aes_cbc_encrypt(one(key), iv, &all(plain), pad(*padding)))
        }
        CryptoCall::AesCbcDecrypt { key, iv, padding, sealed } => {
            bytes(crypto.aes_cbc_decrypt(one(key), iv, sealed, pad(*padding)))
        }
    };
    value.map_err(|error| match error {
        CryptoError::NoSecret(name) => CryptoFailure::NoSecret(name),
        error => CryptoFailure::Invalid(error.to_string()),
    })
}

fn one(part: &BytesPart) -> Part<'_> {
    match part {
        BytesPart::Bytes(bytes) => Part::Bytes(bytes),
        BytesPart::Secret(name) => Part::Secret(name),
        BytesPart::SecretBase64(name) => Part::SecretBase64(name),
    }
}

fn all(parts: &[BytesPart]) -> Vec<Part<'_>> {
    parts.iter().map(one).collect()
}

fn alg(algorithm: AskedAlgorithm) -> DigestAlgorithm {
    match algorithm {
        AskedAlgorithm::Md5 => DigestAlgorithm::Md5,
        AskedAlgorithm::Sha1 => DigestAlgorithm::Sha1,
        AskedAlgorithm::Sha256 => DigestAlgorithm::Sha256,
        AskedAlgorithm::Sha512 => DigestAlgorithm::Sha512,
    }
}

fn pad(padding: AskedPadding) -> CbcPadding {
    match padding {
        AskedPadding::Pkcs7 => CbcPadding::Pkcs7,
        AskedPadding::None => CbcPadding::None,
    }
}
