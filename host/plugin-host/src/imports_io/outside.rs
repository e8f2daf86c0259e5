//! Requests to the outside and computations with secrets.

use super::port;
use crate::bindings::v0_1::bodega::host::crypto::{CbcPadding, DigestAlgorithm, Failure, Part};
use crate::bindings::v0_1::bodega::host::{crypto, egress};
use crate::convert::outside_v0_1 as convert;
use crate::limits::EGRESS_CALLS_MAX;
use crate::outside::{BytesPart, CryptoCall, CryptoValue};
use crate::state::{Breach, State};
use wasmtime::Result;

impl egress::Host for State {
    async fn send(
        &mut self,
        request: egress::Request,
    ) -> Result<std::result::Result<egress::Response, egress::Failure>> {
        let bytes = convert::request_bytes(&request);
        let work = self.enter("bodega:host/egress.send", bytes)?;
        work.egress_calls += 1;
        if work.egress_calls > EGRESS_CALLS_MAX {
            return Err(Breach::EgressCalls.into());
        }
        let ports = work.ports.clone();
        let answer = port(ports.egress(convert::egress_request(request)).await)?;
        let answer = answer.map(convert::egress_response).map_err(convert::egress_failure);
        let bytes = answer.as_ref().map_or(0, |response| response.body.len());
        self.give(answer, bytes)
    }
}

impl crypto::Host for State {
    async fn digest(
        &mut self,
        algorithm: DigestAlgorithm,
        parts: Vec<Part>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.digest",
            CryptoCall::Digest { algorithm: algorithm.into(), parts: all(parts) },
        )
        .await
    }

    async fn hmac(
        &mut self,
        algorithm: DigestAlgorithm,
        key: Part,
        parts: Vec<Part>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.hmac",
            CryptoCall::Hmac { algorithm: algorithm.into(), key: key.into(), parts: all(parts) },
        )
        .await
    }

    async fn hmac_verify(
        &mut self,
        algorithm: DigestAlgorithm,
        key: Part,
        parts: Vec<Part>,
        tag: Vec<u8>,
    ) -> Result<std::result::Result<bool, Failure>> {
        self.compute_verdict(
            "bodega:host/crypto.hmac-verify",
            CryptoCall::HmacVerify { algorithm: algorithm.into(), key: key.into(), parts: all(parts), tag },
        )
        .await
    }

    async fn rsa_sha256_sign(
        &mut self,
        key: Part,
        parts: Vec<Part>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.rsa-sha256-sign",
            CryptoCall::RsaSha256Sign { key: key.into(), parts: all(parts) },
        )
        .await
    }

    async fn rsa_sha256_verify(
        &mut self,
        key: Part,
        parts: Vec<Part>,
        signature: Vec<u8>,
    ) -> Result<std::result::Result<bool, Failure>> {
        self.compute_verdict(
            "bodega:host/crypto.rsa-sha256-verify",
            CryptoCall::RsaSha256Verify { key: key.into(), parts: all(parts), signature },
        )
        .await
    }

    async fn rsa_oaep_encrypt(
        &mut self,
        key: Part,
        plain: Vec<Part>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.rsa-oaep-encrypt",
            CryptoCall::RsaOaepEncrypt { key: key.into(), plain: all(plain) },
        )
        .await
    }

    async fn rsa_oaep_decrypt(
        &mut self,
        key: Part,
        sealed: Vec<u8>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.rsa-oaep-decrypt",
            CryptoCall::RsaOaepDecrypt { key: key.into(), sealed },
        )
        .await
    }

    async fn aes_gcm_encrypt(
        &mut self,
        key: Part,
        nonce: Vec<u8>,
        associated: Vec<u8>,
        plain: Vec<Part>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.aes-gcm-encrypt",
            CryptoCall::AesGcmEncrypt { key: key.into(), nonce, associated, plain: all(plain) },
        )
        .await
    }

    async fn aes_gcm_decrypt(
        &mut self,
        key: Part,
        nonce: Vec<u8>,
        associated: Vec<u8>,
        sealed: Vec<u8>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.aes-gcm-decrypt",
            CryptoCall::AesGcmDecrypt { key: key.into(), nonce, associated, sealed },
        )
        .await
    }

    async fn aes_cbc_encrypt(
        &mut self,
        key: Part,
        iv: Vec<u8>,
        padding: CbcPadding,
        plain: Vec<Part>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.aes-cbc-encrypt",
            CryptoCall::AesCbcEncrypt { key: key.into(), iv, padding: padding.into(), plain: all(plain) },
        )
        .await
    }

    async fn aes_cbc_decrypt(
        &mut self,
        key: Part,
        iv: Vec<u8>,
        padding: CbcPadding,
        sealed: Vec<u8>,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        self.compute_bytes(
            "bodega:host/crypto.aes-cbc-decrypt",
            CryptoCall::AesCbcDecrypt { key: key.into(), iv, padding: padding.into(), sealed },
        )
        .await
    }
}

impl State {
    async fn compute_bytes(
        &mut self,
        function: &'static str,
        call: CryptoCall,
    ) -> Result<std::result::Result<Vec<u8>, Failure>> {
        let answer = self.compute(function, call).await?.map(|value| match value {
            CryptoValue::Bytes(bytes) => bytes,
            CryptoValue::Verdict(verdict) => vec![u8::from(verdict)],
        });
        let bytes = answer.as_ref().map_or(0, Vec::len);
        self.give(answer, bytes)
    }

    async fn compute_verdict(
        &mut self,
        function: &'static str,
        call: CryptoCall,
    ) -> Result<std::result::Result<bool, Failure>> {
        Ok(self.compute(function, call).await?.map(|value| value == CryptoValue::Verdict(true)))
    }

    async fn compute(
        &mut self,
        function: &'static str,
        call: CryptoCall,
    ) -> Result<std::result::Result<CryptoValue, Failure>> {
        let ports = self.ports(function, convert::crypto_bytes(&call))?;
        Ok(port(ports.crypto(call).await)?.map_err(convert::crypto_failure))
    }
}

fn all(parts: Vec<Part>) -> Vec<BytesPart> {
    parts.into_iter().map(BytesPart::from).collect()
}
