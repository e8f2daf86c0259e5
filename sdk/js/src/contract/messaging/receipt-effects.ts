// Generated from the contract by `npm run types`. Do not edit.
/**
 * What became of messages that this installation sent, as the provider tells by webhook or when asked. Late, repeated and
 * out-of-order reports are harmless: a message that arrived stays delivered.
 * @module
 */
import { report as report_ } from "#raw/messaging/receipt-effects";
import { noCase, record, text } from "#wire";

export type Which =
    /** The message's id. */
    | { tag: "message"; val: string }
    /** The provider's id, as `send` gave it. */
    | { tag: "provider"; val: string };
/** @internal */
export function lowerWhich(value: Which): any {
    record(value, "Which");
    switch (value.tag) {
        case "message":
            return { tag: "message", val: text(value.val, "Which.val") };
        case "provider":
            return { tag: "provider", val: text(value.val, "Which.val") };
        default:
            return noCase(value, "Which");
    }
}

export type State =
    | { tag: "delivered" }
    /** Why not, for the merchant. */
    | { tag: "failed"; val: string };
/** @internal */
export function lowerState(value: State): any {
    record(value, "State");
    switch (value.tag) {
        case "delivered":
            return { tag: "delivered" };
        case "failed":
            return { tag: "failed", val: text(value.val, "State.val") };
        default:
            return noCase(value, "State");
    }
}

/** Records a report on a message of this installation; one that is not there is passed over. */
export function report(which: Which, state: State): void {
    report_(lowerWhich(which), lowerState(state));
}
