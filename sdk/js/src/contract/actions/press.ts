// Generated from the contract by `npm run types`. Do not edit.
/**
 * The press under way.
 * @module
 */
import { current as current_ } from "#raw/actions/press";
import { liftInteger } from "#wire";

export interface Details {
    /** The same over re-runs: send it to others as an idempotency key. */
    invocation: string;
    /** The action's name in the manifest. */
    action: string;
    /** What it was pressed on: the id of a sale, member, product ... as the manifest's `on` says; empty for none. */
    subject: string;
    /** What the person filled in, JSON text under the action's schema. */
    input: string;
    /** Who pressed, as `user ID` or `token ID`. */
    caller: string;
    /** The language of the person, a BCP 47 tag. */
    language: string;
    nowMs: bigint;
}
/** @internal */
export function liftDetails(value: any): Details {
    value.nowMs = liftInteger(value.nowMs);
    return value;
}

export function current(): Details {
    return liftDetails(current_());
}
