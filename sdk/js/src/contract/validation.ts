// Generated from the contract by `npm run types`. Do not edit.
/**
 * Validation: a pure point that may object to a sale before it is committed.
 * @packageDocumentation
 */

/**
 * Looks at a basket after all discounts and tax (`bodega:basket/view`, `bodega:basket/totals`).
 * A *verdict* may refuse the sale; a *failure* of the plugin never does by itself: the merchant's setting decides
 * whether the cashier is warned or a manager has to override.
 */
export * as check from "./validation/check.js";
