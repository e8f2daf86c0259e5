// Generated from the contract by `npm run types`. Do not edit.
export { digest, hmac, hmacVerify, rsaSha256Sign, rsaSha256Verify, rsaOaepEncrypt, rsaOaepDecrypt, aesGcmEncrypt, aesGcmDecrypt, aesCbcEncrypt, aesCbcDecrypt } from "bodega:host/crypto@0.1.0";
