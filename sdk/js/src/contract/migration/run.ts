// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called while the earlier version still serves, for batches of its documents, in no order to rely on and for some more than
 * once: what comes out is put aside. When all documents are through, they are put in place together with the switch to this
 * version; a document that the earlier version writes meanwhile is migrated again. Where a batch fails or a
 * document does not fit its schema, all is as it was before.
 * @module
 */
import { guard, liftList, lowerList, noCase, record, text } from "#wire";

import type { Document, Refusal } from "../base/types.js";
import { liftDocument } from "../base/types.js";
export type { Document, Refusal };

/** What becomes of a document. */
export type Outcome =
    /** It stays as it is, and fits the schema. */
    | { tag: "keep" }
    /** Its body is this JSON text. */
    | { tag: "replace"; val: string }
    /** It goes. */
    | { tag: "remove" };
/** @internal */
export function lowerOutcome(value: Outcome): any {
    record(value, "Outcome");
    switch (value.tag) {
        case "keep":
            return { tag: "keep" };
        case "replace":
            return { tag: "replace", val: text(value.val, "Outcome.val") };
        case "remove":
            return { tag: "remove" };
        default:
            return noCase(value, "Outcome");
    }
}

/**
 * One outcome for each document, in their order. `version` is the plugin's version that wrote them, as far as is known: the
 * one in use.
 */
export type Serve = (version: string, documents: Document[]) => Outcome[];
/** @internal */
export const exporting = (serve: Serve) => ({
    run: (version: any, documents: any): Outcome[] => guard(["invalid-settings", "invalid-input", "other"], () => {
        const answer = serve(version, liftList(documents, liftDocument));
        return lowerList(answer, "the answer of migration.run", lowerOutcome);
    }),
});
