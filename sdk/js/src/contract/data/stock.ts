// Generated from the contract by `npm run types`. Do not edit.
/**
 * Stock on hand, millionths of stock units; 0 for goods that never moved.
 * @module
 */
import { onHand as onHand_ } from "#raw/data/stock";
import { scan as scan_ } from "#raw/data/stock";
import { liftInteger, liftList, lowerOption, text, u32 } from "#wire";

export interface Level {
    sku: string;
    location: string;
    onHand: bigint;
}
/** @internal */
export function liftLevel(value: any): Level {
    value.onHand = liftInteger(value.onHand);
    return value;
}

export function onHand(sku: string, location: string): bigint {
    return liftInteger(onHand_(text(sku, "sku"), text(location, "location")));
}

/** Levels of a location after the SKU `after`, by SKU, at most `max` (and at most 500). */
export function scan(location: string, after: string | undefined, max: number): Level[] {
    return liftList(scan_(text(location, "location"), lowerOption(after, (item) => text(item, "after")), u32(max, "max")), liftLevel);
}
