// Generated from the contract by `npm run types`. Do not edit.
/**
 * The time.
 * @module
 */
import { nowMs as nowMs_ } from "#raw/host/clock";
import { local as local_ } from "#raw/host/clock";
import { liftInteger, lowerInteger } from "#wire";

/** Ms since 1970 UTC. */
export function nowMs(): bigint {
    return liftInteger(nowMs_());
}

/** The tenant's date and time at an instant, `YYYY-MM-DDTHH:MM:SS+HH:MM`. */
export function local(atMs: bigint): string {
    return local_(lowerInteger(atMs, "atMs"));
}
