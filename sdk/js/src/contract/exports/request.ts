// Generated from the contract by `npm run types`. Do not edit.
/**
 * What is asked for.
 * @module
 */
import { current as current_ } from "#raw/exports/request";
import { liftInteger } from "#wire";

export interface Details {
    /** The same over re-runs and retries: send it to others as an idempotency key. */
    invocation: string;
    /** The export's name in the manifest. */
    name: string;
    /** JSON text under the export's schema; `{}` where a schedule asks. */
    parameters: string;
    /** Who asked, as `user ID` or `token ID`; `schedule` for the manifest's own times. */
    caller: string;
    /** The language of the person, a BCP 47 tag. */
    language: string;
    /** 1 = the first attempt. */
    attempt: number;
    nowMs: bigint;
}
/** @internal */
export function liftDetails(value: any): Details {
    value.attempt = value.attempt >>> 0;
    value.nowMs = liftInteger(value.nowMs);
    return value;
}

export function current(): Details {
    return liftDetails(current_());
}
