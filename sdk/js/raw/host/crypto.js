// Generated from the contract by `npm run types`. Do not edit.
import { host } from "../../dist/wire/native.js";

const digest_ = (...args) => host("host/crypto", "digest", args);
export { digest_ as digest };
const hmac_ = (...args) => host("host/crypto", "hmac", args);
export { hmac_ as hmac };
const hmacVerify_ = (...args) => host("host/crypto", "hmacVerify", args);
export { hmacVerify_ as hmacVerify };
const rsaSha256Sign_ = (...args) => host("host/crypto", "rsaSha256Sign", args);
export { rsaSha256Sign_ as rsaSha256Sign };
const rsaSha256Verify_ = (...args) => host("host/crypto", "rsaSha256Verify", args);
export { rsaSha256Verify_ as rsaSha256Verify };
const rsaOaepEncrypt_ = (...args) => host("host/crypto", "rsaOaepEncrypt", args);
export { rsaOaepEncrypt_ as rsaOaepEncrypt };
const rsaOaepDecrypt_ = (...args) => host("host/crypto", "rsaOaepDecrypt", args);
export { rsaOaepDecrypt_ as rsaOaepDecrypt };
const aesGcmEncrypt_ = (...args) => host("host/crypto", "aesGcmEncrypt", args);
export { aesGcmEncrypt_ as aesGcmEncrypt };
const aesGcmDecrypt_ = (...args) => host("host/crypto", "aesGcmDecrypt", args);
export { aesGcmDecrypt_ as aesGcmDecrypt };
const aesCbcEncrypt_ = (...args) => host("host/crypto", "aesCbcEncrypt", args);
export { aesCbcEncrypt_ as aesCbcEncrypt };
const aesCbcDecrypt_ = (...args) => host("host/crypto", "aesCbcDecrypt", args);
export { aesCbcDecrypt_ as aesCbcDecrypt };
