// Generated from the contract by `npm run types`. Do not edit.
/**
 * Randomness for nonces and identifiers.
 * @module
 */
import { bytes as bytes_ } from "#raw/host/random";
import { u32 } from "#wire";

/** `count` bytes, at most 1,024. */
export function bytes(count: number): Uint8Array {
    return bytes_(u32(count, "count"));
}
