/**
 * Bytes and text. A snapshot is compact JSON: the engine parses JSON in compiled code, while a binary format would be read by
 * interpreted JavaScript, which costs a multiple of what its smaller size saves.
 */

/** Rules as snapshot bytes. What JSON would drop or change (bigint, NaN, undefined in lists, functions) is refused. */
export function encodeSnapshot(rules: unknown): Uint8Array {
    if (rules === undefined) return new Uint8Array();
    return utf8.encode(JSON.stringify(rules, exact));
}

function exact(this: unknown, key: string, value: unknown): unknown {
    const place = key === "" ? "the rules" : `\`${key}\` of the rules`;
    if (typeof value === "bigint")
        throw new TypeError(`${place} is a bigint: keep it as text and read it with BigInt()`);
    if (typeof value === "number" && !Number.isFinite(value))
        throw new TypeError(`${place} is ${value}, which JSON cannot hold`);
    if (typeof value === "function" || typeof value === "symbol" || (value === undefined && Array.isArray(this))) {
        throw new TypeError(`${place} is ${typeof value}, which JSON cannot hold`);
    }
    if (value instanceof Map || value instanceof Set)
        throw new TypeError(`${place} is a Map or Set: keep it as a list`);
    return value;
}

/** What `encodeSnapshot` wrote. */
export function decodeSnapshot(snapshot: Uint8Array): any {
    return snapshot.length === 0 ? undefined : JSON.parse(utf8.decode(snapshot));
}

/** Arguments a call takes at once; more would overflow the engine's stack. */
const CHUNK = 4096;

/** UTF-8; the engine has no `TextEncoder`, but its URI functions write UTF-8 in compiled code. */
export const utf8 = {
    encode(text: string): Uint8Array {
        const bytes = unescape(encodeURIComponent(text));
        return Uint8Array.from({ length: bytes.length }, (_, at) => bytes.charCodeAt(at));
    },
    /** @throws {URIError} where the bytes are not UTF-8 */
    decode(bytes: Uint8Array): string {
        let text = "";
        for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
        return decodeURIComponent(escape(text));
    },
};
