// Generated from the contract by `npm run types`. Do not edit.
/**
 * What effectful points may read, and the effects they may record. One interface, one permission.
 * Effects are recorded while the plugin runs and committed after it returned ok; the plugin cannot read its
 * own uncommitted effects. When a commit meets a conflict the whole invocation runs again, a bounded number of times.
 * @packageDocumentation
 */

/** The event being handled. */
export * as event from "./data/event.js";
/** Committed sales. */
export * as sales from "./data/sales.js";
/** Products, variants and barcodes; JSON text in the shapes of `GET /v1/products`. */
export * as catalog from "./data/catalog.js";
/** Prices as the till takes them. */
export * as prices from "./data/prices.js";
/** Stock on hand, millionths of stock units; 0 for goods that never moved. */
export * as stock from "./data/stock.js";
/** Stores, regions, warehouses; JSON text in the shape of `GET /v1/org-units`. */
export * as org from "./data/org.js";
/** Tags of members. */
export * as members from "./data/members.js";
/** Grouped sums for reports and forecasts. */
export * as aggregates from "./data/aggregates.js";
/** The plugin's own ledger accounts. */
export * as ledger from "./data/ledger.js";
/** Postings on the plugin's own accounts. */
export * as ledgerEffects from "./data/ledger-effects.js";
/** Tags the plugin sets on members, stored as `plugin:tag`. */
export * as memberEffects from "./data/member-effects.js";
/** Events the plugin reports. The type must be declared in the manifest and start with the plugin's name. */
export * as eventEffects from "./data/event-effects.js";
/** Goods that come, go or are corrected: one document, booked whole. */
export * as stockEffects from "./data/stock-effects.js";
/** Messages to members, sent by the merchant's messaging plugins after the commit, in keeping with each member's consent. */
export * as messageEffects from "./data/message-effects.js";
