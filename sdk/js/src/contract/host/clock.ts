// Generated from the contract by `npm run types`. Do not edit.
/**
 * The time.
 * @module
 */
import * as raw from "#raw/host/clock";
import { liftInteger, lowerInteger } from "#wire";

/** Ms since 1970 UTC. */
export function nowMs(): bigint {
    return liftInteger(raw.nowMs());
}

/** The tenant's date and time at an instant, `YYYY-MM-DDTHH:MM:SS+HH:MM`. */
export function local(atMs: bigint): string {
    return raw.local(lowerInteger(atMs, "atMs"));
}
