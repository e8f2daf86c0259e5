// Generated from the contract by `npm run types`. Do not edit.
/**
 * What the party reports by itself, e.g. through a webhook: recorded in `http.handle`, `jobs.run` or `events.handle`, applied after
 * the commit. The same report twice, late or out of order does no harm.
 * @module
 */
import { report as report_ } from "#raw/payment/payment-effects";
import { text } from "#wire";

import type { Outcome } from "./types.js";
import { lowerOutcome } from "./types.js";
export type { Outcome };

/** `payment` is the id of a charge or refund of this installation; any other fails the invocation. */
export function report(payment: string, outcome: Outcome): void {
    report_(text(payment, "payment"), lowerOutcome(outcome));
}
