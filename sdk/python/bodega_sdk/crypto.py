"""Digests, signatures and ciphers (`bodega:host/crypto`), over bytes, text and secrets in any mixture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bodega_contract.imports import host_crypto
from bodega_contract.imports.host_crypto import DigestAlgorithm

from .secret import Secret

__all__ = [
    "DigestAlgorithm",
    "Part",
    "Secret",
    "SecretBase64",
    "digest",
    "hmac",
    "hmac_verify",
    "part",
    "rsa_sha256_sign",
    "rsa_sha256_verify",
]


@dataclass(frozen=True)
class SecretBase64:
    """The secret of this name, decoded from base64 first, as some platforms give out their AES keys."""

    name: str


#: Bytes, text (as UTF-8), or a secret that only the host sees.
Part = bytes | str | Secret | SecretBase64


def part(value: Part) -> host_crypto.Part:
    """A part as `host_crypto`'s other functions (RSA-OAEP, AES) take it."""
    if isinstance(value, Secret):
        return host_crypto.Part_Secret(value.name)
    if isinstance(value, SecretBase64):
        return host_crypto.Part_SecretBase64(value.name)
    return host_crypto.Part_Bytes(value.encode() if isinstance(value, str) else value)


def _parts(values: Iterable[Part]) -> list[host_crypto.Part]:
    return [part(value) for value in values]


def digest(algorithm: DigestAlgorithm, *parts: Part) -> bytes:
    """The digest of the parts one after the other."""
    return host_crypto.digest(algorithm, _parts(parts))


def hmac(algorithm: DigestAlgorithm, key: Part, *parts: Part) -> bytes:
    """The HMAC of the parts one after the other."""
    return host_crypto.hmac(algorithm, part(key), _parts(parts))


def hmac_verify(algorithm: DigestAlgorithm, key: Part, tag: bytes, *parts: Part) -> bool:
    """Whether an HMAC is right, compared in constant time."""
    return host_crypto.hmac_verify(algorithm, part(key), _parts(parts), tag)


def rsa_sha256_sign(key: Part, *parts: Part) -> bytes:
    """RSA PKCS#1 v1.5 over SHA-256; `key` is a PKCS#8 or PKCS#1 PEM."""
    return host_crypto.rsa_sha256_sign(part(key), _parts(parts))


def rsa_sha256_verify(key: Part, signature: bytes, *parts: Part) -> bool:
    """Whether a signature is right; `key` is an SPKI or PKCS#1 PEM, or an X.509 certificate in PEM."""
    return host_crypto.rsa_sha256_verify(part(key), _parts(parts), signature)
