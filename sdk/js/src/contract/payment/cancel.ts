// Generated from the contract by `npm run types`. Do not edit.
/**
 * Stops a charge: its time is up, or the cashier gives it up.
 * @module
 */
import { guard, noCase, record, text, u32 } from "#wire";

import type { Receipt, Failure } from "./types.js";
import { lowerReceipt } from "./types.js";
export type { Receipt, Failure };

export type Answer =
    /** No money will come: the party closed or reversed the order, or never knew it and will not take it any more. */
    | { tag: "cancelled" }
    /** Too late: the money moved. */
    | { tag: "paid"; val: Receipt }
    /** Not decided yet; the value is ms until the next attempt is of use. */
    | { tag: "pending"; val: number }
    | { tag: "other"; val: string };
/** @internal */
export function lowerAnswer(value: Answer): any {
    record(value, "Answer");
    switch (value.tag) {
        case "cancelled":
            return { tag: "cancelled" };
        case "paid":
            return { tag: "paid", val: lowerReceipt(value.val) };
        case "pending":
            return { tag: "pending", val: u32(value.val, "Answer.val") };
        case "other":
            return { tag: "other", val: text(value.val, "Answer.val") };
        default:
            return noCase(value, "Answer");
    }
}

/** Called until it answers `cancelled` or `paid`. */
export type Serve = () => Answer;
/** @internal */
export const exporting = (serve: Serve) => ({
    cancel: (): Answer => guard(["retry", "reject", "other"], () => {
        const answer = serve();
        return lowerAnswer(answer);
    }),
});
