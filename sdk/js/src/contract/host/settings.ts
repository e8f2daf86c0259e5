// Generated from the contract by `npm run types`. Do not edit.
/** @module */
import { get as get_ } from "#raw/host/settings";

/** The installation's settings as JSON text, nearest level first already merged. */
export function get(): string {
    return get_();
}
