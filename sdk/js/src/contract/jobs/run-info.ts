// Generated from the contract by `npm run types`. Do not edit.
/**
 * The run under way.
 * @module
 */
import { current as current_ } from "#raw/jobs/run-info";
import { liftInteger } from "#wire";

export interface Details {
    /** The same over re-runs and retries: send it to others as an idempotency key. */
    invocation: string;
    /** The job's name in the manifest. */
    job: string;
    /** The instant it was planned for, ms since 1970 UTC, and the tenant's date and time of it. */
    scheduledMs: bigint;
    scheduledLocal: string;
    /** When this attempt started. */
    nowMs: bigint;
    /** 1 = the first attempt. */
    attempt: number;
    /** Runs that were missed before this one, while no node was up or the installation was switched off. */
    missed: number;
}
/** @internal */
export function liftDetails(value: any): Details {
    value.scheduledMs = liftInteger(value.scheduledMs);
    value.nowMs = liftInteger(value.nowMs);
    value.attempt = value.attempt >>> 0;
    value.missed = value.missed >>> 0;
    return value;
}

export function current(): Details {
    return liftDetails(current_());
}
