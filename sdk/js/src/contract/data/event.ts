// Generated from the contract by `npm run types`. Do not edit.
/**
 * The event being handled.
 * @module
 */
import { current as current_ } from "#raw/data/event";
import { liftInteger } from "#wire";

export interface Envelope {
    id: string;
    /** The type with its version, e.g. `sale.committed.v1`. */
    type: string;
    /** The ordering key: the root document's id. */
    subject: string;
    /** The tenant's own number of the event. */
    sequence: bigint;
    /** When it happened (device) and was recorded (server), ms since 1970 UTC. */
    occurredMs: bigint;
    recordedMs: bigint;
    /** JSON text under the type's published schema. */
    payload: string;
}
/** @internal */
export function liftEnvelope(value: any): Envelope {
    value.sequence = liftInteger(value.sequence);
    value.occurredMs = liftInteger(value.occurredMs);
    value.recordedMs = liftInteger(value.recordedMs);
    return value;
}

export function current(): Envelope {
    return liftEnvelope(current_());
}
