// Generated from the contract by `npm run types`. Do not edit.
/**
 * Events: a plugin hears of what was committed and records effects.
 * @packageDocumentation
 */

/**
 * Called once for every event the manifest subscribes to, in order for each ordering key (`bodega:data/event`).
 * Effects recorded through imports are committed together with the delivery mark, or not at all.
 */
export * as handle from "./events/handle.js";
