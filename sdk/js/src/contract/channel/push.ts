// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called while something waits to go out, one push at a time for each store, no more often than the manifest says.
 * Effects are committed together with what the answer says went out, or not at all.
 * @module
 */
import { guard, lowerList, noCase, record, text } from "#wire";

/** What became of one item or order. */
export type Outcome =
    /** The channel has it. */
    | { tag: "done" }
    /** Try again later; a newer value takes its place meanwhile. */
    | { tag: "retry"; val: string }
    /** The channel will not have it: shown to a person, tried again when the value changes or the person says so. */
    | { tag: "reject"; val: string };
/** @internal */
export function lowerOutcome(value: Outcome): any {
    record(value, "Outcome");
    switch (value.tag) {
        case "done":
            return { tag: "done" };
        case "retry":
            return { tag: "retry", val: text(value.val, "Outcome.val") };
        case "reject":
            return { tag: "reject", val: text(value.val, "Outcome.val") };
        default:
            return noCase(value, "Outcome");
    }
}

/** By SKU, and by the order's id. What is not named is tried again. */
export interface Answer {
    items: [string, Outcome][];
    orders: [string, Outcome][];
}
/** @internal */
export function lowerAnswer(value: Answer): any {
    record(value, "Answer");
    return {
        items: lowerList(value.items, "Answer.items", (item) => [text(item[0], "Answer.items"), lowerOutcome(item[1])]),
        orders: lowerList(value.orders, "Answer.orders", (item) => [text(item[0], "Answer.orders"), lowerOutcome(item[1])]),
    };
}

/** Why nothing went out; all of it is tried again later with back-off. */
export type Failure =
    | { tag: "retry"; val: string }
    | { tag: "other"; val: string };

export type Serve = () => Answer;
/** @internal */
export const exporting = (serve: Serve) => ({
    push: (): Answer => guard(["retry", "other"], () => {
        const answer = serve();
        return lowerAnswer(answer);
    }),
});
