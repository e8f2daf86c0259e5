// Generated from the contract by `npm run types`. Do not edit.
/**
 * Money back to where it came from.
 * @module
 */
import { guard } from "#wire";

import type { Outcome, Failure } from "./types.js";
import { lowerOutcome } from "./types.js";
export type { Outcome, Failure };

/** Asks for the refund. Called again under the same id where `query` said `unknown`. */
export type ServeStart = () => Outcome;

/** Asks what became of it. */
export type ServeQuery = () => Outcome;
/** @internal */
export const exporting = (serveStart: ServeStart, serveQuery: ServeQuery) => ({
    start: (): Outcome => guard(["retry", "reject", "other"], () => {
        const answer = serveStart();
        return lowerOutcome(answer);
    }),
    query: (): Outcome => guard(["retry", "reject", "other"], () => {
        const answer = serveQuery();
        return lowerOutcome(answer);
    }),
});
