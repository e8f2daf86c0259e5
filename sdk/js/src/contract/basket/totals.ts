// Generated from the contract by `npm run types`. Do not edit.
/**
 * What the basket comes to after all discounts and tax, for `bodega:validation/check`; it answers in no other call.
 * @module
 */
import { summary as summary_ } from "#raw/basket/totals";
import { tenders as tenders_ } from "#raw/basket/totals";
import { liftInteger, liftList } from "#wire";

export interface Sums {
    /** Goods at list prices, minor units. */
    original: bigint;
    /** Taken off by the cashier and by plugins. */
    discount: bigint;
    /** Included in or added to the goods, by the store's tax mode. */
    tax: bigint;
    /** What the customer pays, before cash rounding. */
    total: bigint;
}
/** @internal */
export function liftSums(value: any): Sums {
    value.original = liftInteger(value.original);
    value.discount = liftInteger(value.discount);
    value.tax = liftInteger(value.tax);
    value.total = liftInteger(value.total);
    return value;
}

/** A tender the customer offers. */
export interface Tender {
    /** `cash`, `card`, `ledger:<plugin>`, `external:<name>` ... */
    method: string;
    /** Minor units. */
    amount: bigint;
}
/** @internal */
export function liftTender(value: any): Tender {
    value.amount = liftInteger(value.amount);
    return value;
}

export function summary(): Sums {
    return liftSums(summary_());
}

/** Empty for a quote. */
export function tenders(): Tender[] {
    return liftList(tenders_(), liftTender);
}
