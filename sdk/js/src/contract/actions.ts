// Generated from the contract by `npm run types`. Do not edit.
/**
 * Actions: buttons that a plugin adds to the till or the back office.
 * @packageDocumentation
 */

/** The press under way. */
export * as press from "./actions/press.js";
/** Called when a person presses the button. Effects are committed before the person sees the answer. */
export * as run from "./actions/run.js";
