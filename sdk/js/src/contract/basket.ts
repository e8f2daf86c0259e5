// Generated from the contract by `npm run types`. Do not edit.
/**
 * What a pure pricing call may look at. Each kind of input is an interface of its own, so the right to it
 * shows in the component's import list. Interfaces here are imported by plugins and may gain functions.
 * @packageDocumentation
 */

/** The basket being priced. Lines are numbered from 0 in the order of the ticket. */
export * as view from "./basket/view.js";
/** Tags of the member: `plugin:tag` as plugins set them. Empty without a member. */
export * as memberTags from "./basket/member-tags.js";
/** What the basket comes to after all discounts and tax, for `bodega:validation/check`; it answers in no other call. */
export * as totals from "./basket/totals.js";
/** How often the member bought before. */
export * as usage from "./basket/usage.js";
/** Ledger balances of the plugin's own accounts, as the keys that `compile` returned asked for. */
export * as balances from "./basket/balances.js";
/** The plugin's own documents, as the keys that `compile` returned asked for. */
export * as documents from "./basket/documents.js";
/** What `compile` reads; it answers in no other call. */
export * as compileSource from "./basket/compile-source.js";
