//! Contract 0.1 to the host's types and back: requests to the outside, computations with secrets.

use crate::bindings::v0_1::bodega::host::{crypto, egress};
use crate::outside::{
    BytesPart, CbcPadding, CryptoCall, CryptoFailure, DigestAlgorithm, EgressContent, EgressFailure,
    EgressRequest, EgressResponse, NamedParts, TextPart,
};

fn text_part(from: egress::Part) -> TextPart {
    match from {
        egress::Part::Text(text) => TextPart::Text(text),
        egress::Part::Secret(name) => TextPart::Secret(name),
        egress::Part::Basic((user, secret)) => TextPart::Basic(user, secret),
    }
}

fn text_parts(from: Vec<egress::Part>) -> Vec<TextPart> {
    from.into_iter().map(text_part).collect()
}

fn named(from: Vec<(String, Vec<egress::Part>)>) -> Vec<NamedParts> {
    from.into_iter().map(|(name, parts)| (name, text_parts(parts))).collect()
}

pub(crate) fn egress_request(from: egress::Request) -> EgressRequest {
    EgressRequest {
        method: from.method,
        url: from.url,
        query: named(from.query),
        headers: named(from.headers),
        body: match from.body {
            egress::Content::Empty => EgressContent::Empty,
            egress::Content::Bytes(bytes) => EgressContent::Bytes(bytes),
            egress::Content::Parts(parts) => EgressContent::Parts(text_parts(parts)),
            egress::Content::Form(fields) => EgressContent::Form(named(fields)),
        },
        redirects: from.redirects,
        timeout_ms: from.timeout_ms,
    }
}

pub(crate) fn egress_response(from: EgressResponse) -> egress::Response {
    egress::Response { status: from.status, headers: from.headers, body: from.body }
}

pub(crate) fn egress_failure(from: EgressFailure) -> egress::Failure {
    match from {
        EgressFailure::Refused(why) => egress::Failure::Refused(why),
        EgressFailure::Invalid(why) => egress::Failure::Invalid(why),
        EgressFailure::Unreachable(why) => egress::Failure::Unreachable(why),
        EgressFailure::TooLarge => egress::Failure::TooLarge,
        EgressFailure::Other(why) => egress::Failure::Other(why),
    }
}

/// Bytes of a request's pieces; names of secrets count, their values are the host's.
pub(crate) fn request_bytes(request: &egress::Request) -> usize {
    let part = |part: &egress::Part| match part {
        egress::Part::Text(text) | egress::Part::Secret(text) => text.len(),
        egress::Part::Basic((user, secret)) => user.len() + secret.len(),
    };
    let parts = |parts: &[egress::Part]| parts.iter().map(part).sum::<usize>();
    let named = |all: &[(String, Vec<egress::Part>)]| -> usize {
        all.iter().map(|(name, value)| name.len() + parts(value)).sum()
    };
    let body = match &request.body {
        egress::Content::Empty => 0,
        egress::Content::Bytes(bytes) => bytes.len(),
        egress::Content::Parts(all) => parts(all),
        egress::Content::Form(fields) => named(fields),
    };
    request.url.len() + named(&request.query) + named(&request.headers) + body
}

impl From<crypto::Part> for BytesPart {
    fn from(from: crypto::Part) -> Self {
        match from {
            crypto::Part::Bytes(bytes) => BytesPart::Bytes(bytes),
            crypto::Part::Secret(name) => BytesPart::Secret(name),
            crypto::Part::SecretBase64(name) => BytesPart::SecretBase64(name),
        }
    }
}

impl From<crypto::CbcPadding> for CbcPadding {
    fn from(from: crypto::CbcPadding) -> Self {
        match from {
            crypto::CbcPadding::Pkcs7 => CbcPadding::Pkcs7,
            crypto::CbcPadding::None => CbcPadding::None,
        }
    }
}

impl From<crypto::DigestAlgorithm> for DigestAlgorithm {
    fn from(from: crypto::DigestAlgorithm) -> Self {
        match from {
            crypto::DigestAlgorithm::Md5 => DigestAlgorithm::Md5,
            crypto::DigestAlgorithm::Sha1 => DigestAlgorithm::Sha1,
            crypto::DigestAlgorithm::Sha256 => DigestAlgorithm::Sha256,
            crypto::DigestAlgorithm::Sha512 => DigestAlgorithm::Sha512,
        }
    }
}

pub(crate) fn crypto_failure(from: CryptoFailure) -> crypto::Failure {
    match from {
        CryptoFailure::NoSecret(name) => crypto::Failure::NoSecret(name),
        CryptoFailure::Invalid(why) => crypto::Failure::Invalid(why),
    }
}

/// Bytes that a computation works on.
pub(crate) fn crypto_bytes(call: &CryptoCall) -> usize {
    let part = |part: &BytesPart| match part {
        BytesPart::Bytes(bytes) => bytes.len(),
        BytesPart::Secret(name) | BytesPart::SecretBase64(name) => name.len(),
    };
    let all = |parts: &[BytesPart]| parts.iter().map(part).sum::<usize>();
    match call {
        CryptoCall::Digest { parts, .. } => all(parts),
        CryptoCall::Hmac { key, parts, .. } | CryptoCall::RsaSha256Sign { key, parts } => {
            part(key) + all(parts)
        }
        CryptoCall::HmacVerify { key, parts, tag, .. } => part(key) + all(parts) + tag.len(),
        CryptoCall::RsaSha256Verify { key, parts, signature } => part(key) + all(parts) + signature.len(),
        CryptoCall::RsaOaepEncrypt { key, plain } => part(key) + all(plain),
        CryptoCall::RsaOaepDecrypt { key, sealed } => part(key) + sealed.len(),
        CryptoCall::AesGcmEncrypt { key, nonce, associated, plain } => {
            part(key) + nonce.len() + associated.len() + all(plain)
        }
        CryptoCall::AesGcmDecrypt { key, nonce, associated, sealed } => {
            part(key) + nonce.len() + associated.len() + sealed.len()
        }
        CryptoCall::AesCbcEncrypt { key, iv, plain, .. } => part(key) + iv.len() + all(plain),
        CryptoCall::AesCbcDecrypt { key, iv, sealed, .. } => part(key) + iv.len() + sealed.len(),
    }
}
