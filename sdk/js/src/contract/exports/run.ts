// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called in the background. The file is made through `bodega:host/file-effects` or `document-effects` and kept together with the
 * other effects and the mark that the export is done.
 * @module
 */
import { guard, u32 } from "#wire";

export type Failure =
    /** Try again later, a bounded number of times. */
    | { tag: "retry"; val: string }
    /** Why there is no document, in words for the person who asked. */
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };

/** Gives the number of the file that the person gets, as `begin` gave it in this invocation. */
export type Serve = () => number;
/** @internal */
export const exporting = (serve: Serve) => ({
    run: (): number => guard(["retry", "reject", "other"], () => {
        const answer = serve();
        return u32(answer, "the answer of exports.run");
    }),
});
