// Generated from the contract by `npm run types`. Do not edit.
/**
 * Routes of a plugin's own: with a token under `/v1/plugins/NAME/http/` (console pages, a partner's API), without one
 * under `/v1/hooks/TENANT/NAME/` (webhooks), where the manifest declares the route public.
 * @packageDocumentation
 */

/** The request under way. */
export * as incoming from "./http/incoming.js";
/** Called for a request. Effects are committed before the answer goes out; where they cannot be, the caller gets an error. */
export * as handle from "./http/handle.js";
