// Generated from the contract by `npm run types`. Do not edit.
/**
 * What the host offers to effectful points beside data.
 * @packageDocumentation
 */

export * as log from "./host/log.js";
export * as settings from "./host/settings.js";
/** The time. */
export * as clock from "./host/clock.js";
/** Randomness for nonces and identifiers. */
export * as random from "./host/random.js";
/**
 * Requests to hosts that the manifest names and the merchant approved. Everything else is refused, and so are private,
 * loopback and link-local addresses, whatever name or redirect leads there.
 *
 * What was sent cannot be taken back when the invocation fails later. Each invocation has an id that stays the same over
 * re-runs and retries: send it as the idempotency key. A re-run gets the recorded answers to identical requests; a retry
 * after a crash may repeat one.
 */
export * as egress from "./host/egress.js";
/**
 * Digests, signatures and ciphers over bytes and secrets, as platforms' protocols need them. A secret's value never
 * enters the plugin: it is named, and the host computes with it. Secrets serve as keys and in digests and signatures;
 * they are never encrypted, since whoever has the key could read them.
 */
export * as crypto from "./host/crypto.js";
/** The plugin's own documents. */
export * as collections from "./host/collections.js";
/** Writes to the plugin's own documents. The manifest names the collections and their JSON Schemas. */
export * as collectionEffects from "./host/collection-effects.js";
