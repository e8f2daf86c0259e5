/** `bodega:host/crypto` over Node.js, for tests: digests, HMAC, RSA signatures. Ciphers are answered by the test itself. */
import node from "node:crypto";
import type { Part } from "../contract/host/crypto.js";
import { utf8 } from "../snapshot.js";

type Secrets = Record<string, string>;

/** What a call gives; `undefined` for one that is not done here. */
export function crypto(name: string, args: any[], secrets: Secrets): Uint8Array | boolean | undefined {
    const bytes = (part: Part): Uint8Array => {
        if (part.tag === "bytes") return part.val;
        const secret = secrets[part.val];
        if (secret === undefined) throw { payload: { tag: "no-secret", val: part.val } };
        return part.tag === "secret" ? utf8.encode(secret) : Uint8Array.from(atob(secret), (c) => c.charCodeAt(0));
    };
    const all = (parts: Part[]) => Uint8Array.from(parts.flatMap((part) => [...bytes(part)]));
    const hmac = (algorithm: string, key: Part, parts: Part[]) =>
        plain(node.createHmac(algorithm, bytes(key)).update(all(parts)).digest());
    switch (name) {
        case "digest":
            return plain(node.createHash(args[0]).update(all(args[1])).digest());
        case "hmac":
            return hmac(args[0], args[1], args[2]);
        case "hmacVerify": {
            const right = hmac(args[0], args[1], args[2]);
            return right.length === args[3].length && right.every((byte, at) => byte === args[3][at]);
        }
        case "rsaSha256Sign":
            return plain(node.sign("sha256", all(args[1]), utf8.decode(bytes(args[0]))));
        case "rsaSha256Verify":
            return node.verify("sha256", all(args[1]), utf8.decode(bytes(args[0])), args[2]);
    }
    return undefined;
}

const plain = (buffer: Uint8Array) => Uint8Array.from(buffer);
