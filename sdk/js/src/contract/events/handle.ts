// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called once for every event the manifest subscribes to, in order for each ordering key (`bodega:data/event`).
 * Effects recorded through imports are committed together with the delivery mark, or not at all.
 * @module
 */
import { guard } from "#wire";

/** How a delivery fails. */
export type Failure =
    /** Try again later with back-off, then dead letter. */
    | { tag: "retry"; val: string }
    /** Trying again cannot help: dead letter at once. */
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };

export type Serve = () => void;
/** @internal */
export const exporting = (serve: Serve) => ({
    handle: (): void => guard(["retry", "reject", "other"], () => {
        serve();
    }),
});
