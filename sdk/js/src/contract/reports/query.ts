// Generated from the contract by `npm run types`. Do not edit.
/**
 * What is asked for.
 * @module
 */
import { current as current_ } from "#raw/reports/query";
import { liftInteger } from "#wire";

export interface Details {
    /** The report's name in the manifest. */
    report: string;
    /** Parameters, JSON text under the report's schema. */
    parameters: string;
    /** The language of the reader, a BCP 47 tag. */
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
