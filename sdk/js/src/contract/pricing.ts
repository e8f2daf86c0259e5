// Generated from the contract by `npm run types`. Do not edit.
/**
 * Pricing: two pure points. The same component, snapshot and basket give the same answer, anywhere, ever.
 * @packageDocumentation
 */

/** Turns settings and rule documents into a snapshot. Called when they change, never while a sale waits. */
export * as compile from "./pricing/compile.js";
/** Proposes discounts for one basket. */
export * as price from "./pricing/price.js";
