// Generated from the contract by `npm run types`. Do not edit.
/**
 * Prices as the till takes them.
 * @module
 */
import { at as at_ } from "#raw/data/prices";
import { liftInteger, lowerInteger, text } from "#wire";

/** What one unit of the SKU costs in the store at an instant (ms since 1970 UTC), minor units; none where it has no price. */
export function at(sku: string, store: string, atMs: bigint): bigint | undefined {
    const value: any = at_(text(sku, "sku"), text(store, "store"), lowerInteger(atMs, "atMs"));
    return value == null ? undefined : liftInteger(value);
}
