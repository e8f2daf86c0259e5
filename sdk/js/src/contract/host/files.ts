// Generated from the contract by `npm run types`. Do not edit.
/**
 * The plugin's own files, as long as the host keeps them (90 days).
 * @module
 */
import { get as get_ } from "#raw/host/files";
import { read as read_ } from "#raw/host/files";
import { scan as scan_ } from "#raw/host/files";
import { liftInteger, liftList, lowerNatural, lowerOption, text, u32 } from "#wire";

export interface Info {
    id: string;
    name: string;
    mediaType: string;
    /** Bytes. */
    size: bigint;
    /** SHA-256, lower-case hex. */
    digest: string;
    /** Ms since 1970 UTC. */
    createdMs: bigint;
    expiresMs: bigint;
}
/** @internal */
export function liftInfo(value: any): Info {
    value.size = liftInteger(value.size);
    value.createdMs = liftInteger(value.createdMs);
    value.expiresMs = liftInteger(value.expiresMs);
    return value;
}

export function get(id: string): Info | undefined {
    const value: any = get_(text(id, "id"));
    return value == null ? undefined : liftInfo(value);
}

/** At most `max` (and at most 1 MiB) bytes from `offset`; none behind the end, or where there is no such file. */
export function read(id: string, offset: bigint, max: number): Uint8Array {
    return read_(text(id, "id"), lowerNatural(offset, "offset"), u32(max, "max"));
}

/** Files after the id `after`, oldest first, at most `max` (and at most 100). */
export function scan(after: string | undefined, max: number): Info[] {
    return liftList(scan_(lowerOption(after, (item) => text(item, "after")), u32(max, "max")), liftInfo);
}
