// Generated from the contract by `npm run types`. Do not edit.
/**
 * Looks at a basket after all discounts and tax (`bodega:basket/view`, `bodega:basket/totals`), and at its declared inputs:
 * `member-tags`, `usage`, and the `balances` and `documents` that the manifest's `[validation]` and the keys of the compiled
 * snapshot ask for. All of it is kept with the sale, so that the same question can be asked again years later.
 * A *verdict* may refuse the sale; a *failure* of the plugin never does by itself: the merchant's setting decides
 * whether the cashier is warned or a manager has to override.
 * @module
 */
import { guard, lowerList, lowerOption, oneOf, record, text, u32 } from "#wire";

import type { Localized, Refusal } from "../base/types.js";
import { lowerLocalized } from "../base/types.js";
export type { Localized, Refusal };

/** What an objection asks for. */
export type Severity =
    /** People read it; the sale goes on. */
    | "remark"
    /** The sale goes on when a manager says so. */
    | "override"
    /** The sale is refused. */
    | "refuse";
/** @internal */
export function lowerSeverity(value: Severity): any {
    return oneOf(value, ["remark", "override", "refuse"], "Severity");
}

export interface Objection {
    /** The plugin's own stable name of the rule, e.g. `age-restricted`. */
    code: string;
    severity: Severity;
    /** The line at fault, where there is one. */
    line?: number | undefined;
    /** What to do about it, for the cashier. */
    message: Localized[];
}
/** @internal */
export function lowerObjection(value: Objection): any {
    record(value, "Objection");
    return {
        code: text(value.code, "Objection.code"),
        severity: lowerSeverity(value.severity),
        line: lowerOption(value.line, (item) => u32(item, "Objection.line")),
        message: lowerList(value.message, "Objection.message", lowerLocalized),
    };
}

/** `snapshot` is what `bodega:pricing/compile` made of the settings, empty where the plugin has no such point. */
export type Serve = (snapshot: Uint8Array) => Objection[];
/** @internal */
export const exporting = (serve: Serve) => ({
    check: (snapshot: any): Objection[] => guard(["invalid-settings", "invalid-input", "other"], () => {
        const answer = serve(snapshot);
        return lowerList(answer, "the answer of validation.check", lowerObjection);
    }),
});
