// Generated from the contract by `npm run types`. Do not edit.
/**
 * Goods that come, go or are corrected: one document, booked whole.
 * @module
 */
import { adjust as adjust_ } from "#raw/data/stock-effects";
import { lowerInteger, lowerList, record, text } from "#wire";

export interface MoveLine {
    sku: string;
    /** Millionths of stock units, more or less. */
    quantity: bigint;
}
/** @internal */
export function lowerMoveLine(value: MoveLine): any {
    record(value, "MoveLine");
    return {
        sku: text(value.sku, "MoveLine.sku"),
        quantity: lowerInteger(value.quantity, "MoveLine.quantity"),
    };
}

/** Corrects the stock of a location. */
export function adjust(location: string, lines: MoveLine[]): void {
    adjust_(text(location, "location"), lowerList(lines, "lines", lowerMoveLine));
}
