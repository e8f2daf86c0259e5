// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called once for every planned time. One run of an installation's job at a time, on whichever node; effects are
 * committed together with the mark that the run is done.
 * @module
 */
import { guard } from "#wire";

export type Failure =
    /** Try again later with back-off; after the last attempt people are told. */
    | { tag: "retry"; val: string }
    /** Trying again cannot help: people are told at once. */
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };

export type Serve = () => void;
/** @internal */
export const exporting = (serve: Serve) => ({
    run: (): void => guard(["retry", "reject", "other"], () => {
        serve();
    }),
});
