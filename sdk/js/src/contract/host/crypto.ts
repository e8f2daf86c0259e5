// Generated from the contract by `npm run types`. Do not edit.
/**
 * Digests, signatures and ciphers over bytes and secrets, as platforms' protocols need them. A secret's value never
 * enters the plugin: it is named, and the host computes with it. Secrets serve as keys and in digests and signatures;
 * they are never encrypted, since whoever has the key could read them.
 * @module
 */
import { digest as digest_ } from "#raw/host/crypto";
import { hmac as hmac_ } from "#raw/host/crypto";
import { hmacVerify as hmacVerify_ } from "#raw/host/crypto";
import { rsaSha256Sign as rsaSha256Sign_ } from "#raw/host/crypto";
import { rsaSha256Verify as rsaSha256Verify_ } from "#raw/host/crypto";
import { rsaOaepEncrypt as rsaOaepEncrypt_ } from "#raw/host/crypto";
import { rsaOaepDecrypt as rsaOaepDecrypt_ } from "#raw/host/crypto";
import { aesGcmEncrypt as aesGcmEncrypt_ } from "#raw/host/crypto";
import { aesGcmDecrypt as aesGcmDecrypt_ } from "#raw/host/crypto";
import { aesCbcEncrypt as aesCbcEncrypt_ } from "#raw/host/crypto";
import { aesCbcDecrypt as aesCbcDecrypt_ } from "#raw/host/crypto";
import { attempt, bytes, lowerList, noCase, oneOf, record, text } from "#wire";

export type Part =
    | { tag: "bytes"; val: Uint8Array }
    /** The name of a secret of the settings; its UTF-8 bytes, or those of a key file. */
    | { tag: "secret"; val: string }
    /** The same, decoded from base64 first, as some platforms give out their AES keys. */
    | { tag: "secret-base64"; val: string };
/** @internal */
export function lowerPart(value: Part): any {
    record(value, "Part");
    switch (value.tag) {
        case "bytes":
            return { tag: "bytes", val: bytes(value.val, "Part.val") };
        case "secret":
            return { tag: "secret", val: text(value.val, "Part.val") };
        case "secret-base64":
            return { tag: "secret-base64", val: text(value.val, "Part.val") };
        default:
            return noCase(value, "Part");
    }
}

/** How a text is brought to whole blocks. */
export type CbcPadding =
    | "pkcs7"
    /** None: the plugin pads. */
    | "none";
/** @internal */
export function lowerCbcPadding(value: CbcPadding): any {
    return oneOf(value, ["pkcs7", "none"], "CbcPadding");
}

export type DigestAlgorithm =
    | "md5"
    | "sha1"
    | "sha256"
    | "sha512";
/** @internal */
export function lowerDigestAlgorithm(value: DigestAlgorithm): any {
    return oneOf(value, ["md5", "sha1", "sha256", "sha512"], "DigestAlgorithm");
}

export type Failure =
    /** There is no such secret, or it is not set. */
    | { tag: "no-secret"; val: string }
    /** The key, length or text is not fit for the algorithm; the text says why. */
    | { tag: "invalid"; val: string }
    | { tag: "other"; val: string };

/**
 * The digest of the parts one after the other.
 * @throws {HostError} whose `payload` is a `Failure`
 */
export function digest(algorithm: DigestAlgorithm, parts: Part[]): Uint8Array {
    return attempt(() => digest_(lowerDigestAlgorithm(algorithm), lowerList(parts, "parts", lowerPart)));
}

/** @throws {HostError} whose `payload` is a `Failure` */
export function hmac(algorithm: DigestAlgorithm, key: Part, parts: Part[]): Uint8Array {
    return attempt(() => hmac_(lowerDigestAlgorithm(algorithm), lowerPart(key), lowerList(parts, "parts", lowerPart)));
}

/**
 * Whether an HMAC is right, compared in constant time.
 * @throws {HostError} whose `payload` is a `Failure`
 */
export function hmacVerify(algorithm: DigestAlgorithm, key: Part, parts: Part[], tag: Uint8Array): boolean {
    return attempt(() => hmacVerify_(lowerDigestAlgorithm(algorithm), lowerPart(key), lowerList(parts, "parts", lowerPart), bytes(tag, "tag")));
}

/**
 * RSA PKCS#1 v1.5 over SHA-256; `key` is a PKCS#8 or PKCS#1 PEM of at least 2048 bits.
 * @throws {HostError} whose `payload` is a `Failure`
 */
export function rsaSha256Sign(key: Part, parts: Part[]): Uint8Array {
    return attempt(() => rsaSha256Sign_(lowerPart(key), lowerList(parts, "parts", lowerPart)));
}

/**
 * `key` is an SPKI or PKCS#1 PEM, or an X.509 certificate in PEM.
 * @throws {HostError} whose `payload` is a `Failure`
 */
export function rsaSha256Verify(key: Part, parts: Part[], signature: Uint8Array): boolean {
    return attempt(() => rsaSha256Verify_(lowerPart(key), lowerList(parts, "parts", lowerPart), bytes(signature, "signature")));
}

/**
 * RSA-OAEP with SHA-1 (as WeChat Pay asks for). `plain` is bytes; a secret is refused, here and in the ciphers below.
 * @throws {HostError} whose `payload` is a `Failure`
 */
export function rsaOaepEncrypt(key: Part, plain: Part[]): Uint8Array {
    return attempt(() => rsaOaepEncrypt_(lowerPart(key), lowerList(plain, "plain", lowerPart)));
}

/** @throws {HostError} whose `payload` is a `Failure` */
export function rsaOaepDecrypt(key: Part, sealed: Uint8Array): Uint8Array {
    return attempt(() => rsaOaepDecrypt_(lowerPart(key), bytes(sealed, "sealed")));
}

/**
 * AES-128, -192 or -256 by the key's length; the nonce has 12 bytes, the tag is the last 16 of the sealed text.
 * @throws {HostError} whose `payload` is a `Failure`
 */
export function aesGcmEncrypt(key: Part, nonce: Uint8Array, associated: Uint8Array, plain: Part[]): Uint8Array {
    return attempt(() => aesGcmEncrypt_(lowerPart(key), bytes(nonce, "nonce"), bytes(associated, "associated"), lowerList(plain, "plain", lowerPart)));
}

/** @throws {HostError} whose `payload` is a `Failure` */
export function aesGcmDecrypt(key: Part, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array {
    return attempt(() => aesGcmDecrypt_(lowerPart(key), bytes(nonce, "nonce"), bytes(associated, "associated"), bytes(sealed, "sealed")));
}

/** @throws {HostError} whose `payload` is a `Failure` */
export function aesCbcEncrypt(key: Part, iv: Uint8Array, padding: CbcPadding, plain: Part[]): Uint8Array {
    return attempt(() => aesCbcEncrypt_(lowerPart(key), bytes(iv, "iv"), lowerCbcPadding(padding), lowerList(plain, "plain", lowerPart)));
}

/** @throws {HostError} whose `payload` is a `Failure` */
export function aesCbcDecrypt(key: Part, iv: Uint8Array, padding: CbcPadding, sealed: Uint8Array): Uint8Array {
    return attempt(() => aesCbcDecrypt_(lowerPart(key), bytes(iv, "iv"), lowerCbcPadding(padding), bytes(sealed, "sealed")));
}
