// Generated from the contract by `npm run types`. Do not edit.
/**
 * Turns settings and rule documents into a snapshot. Called when they change, never while a sale waits.
 * @module
 */
import { bytes, guard, lowerList, noCase, record, text } from "#wire";

import type { Localized, Refusal } from "../base/types.js";
import { lowerLocalized } from "../base/types.js";
export type { Localized, Refusal };

/**
 * What to fetch for a basket before `price` is called. The templates may hold `{member}`, `{store}`,
 * `{coupon}` (one key a code entered) and `{sku}` (one key a distinct SKU); a key whose value is missing is not fetched.
 */
export type KeyTemplate =
    /** One ledger account, or with a trailing `*` all accounts whose key starts so. */
    | { tag: "balance"; val: string }
    /** One document: collection and key template. */
    | { tag: "document"; val: [string, string] };
/** @internal */
export function lowerKeyTemplate(value: KeyTemplate): any {
    record(value, "KeyTemplate");
    switch (value.tag) {
        case "balance":
            return { tag: "balance", val: text(value.val, "KeyTemplate.val") };
        case "document":
            return { tag: "document", val: [text(value.val[0], "KeyTemplate.val"), text(value.val[1], "KeyTemplate.val")] };
        default:
            return noCase(value, "KeyTemplate");
    }
}

/** What a reference in an adjustment or gift means to people; kept beside the snapshot. */
export interface Legend {
    reference: string;
    labels: Localized[];
}
/** @internal */
export function lowerLegend(value: Legend): any {
    record(value, "Legend");
    return {
        reference: text(value.reference, "Legend.reference"),
        labels: lowerList(value.labels, "Legend.labels", lowerLocalized),
    };
}

export interface Compiled {
    /** Opaque to the host; must not depend on the time of compiling. */
    snapshot: Uint8Array;
    keys: KeyTemplate[];
    legends: Legend[];
}
/** @internal */
export function lowerCompiled(value: Compiled): any {
    record(value, "Compiled");
    return {
        snapshot: bytes(value.snapshot, "Compiled.snapshot"),
        keys: lowerList(value.keys, "Compiled.keys", lowerKeyTemplate),
        legends: lowerList(value.legends, "Compiled.legends", lowerLegend),
    };
}

export type Serve = () => Compiled;
/** @internal */
export const exporting = (serve: Serve) => ({
    compile: (): Compiled => guard(["invalid-settings", "invalid-input", "other"], () => {
        const answer = serve();
        return lowerCompiled(answer);
    }),
});
