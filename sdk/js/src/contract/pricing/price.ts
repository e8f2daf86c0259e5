// Generated from the contract by `npm run types`. Do not edit.
/**
 * Proposes discounts for one basket.
 * @module
 */
import { guard, lowerInteger, lowerList, lowerOption, noCase, oneOf, record, text, u32 } from "#wire";

import type { Posting, Refusal } from "../base/types.js";
import { lowerPosting } from "../base/types.js";
export type { Posting, Refusal };

/** Whether people read an adjustment as a discount of lines or of the whole order. */
export type Level =
    | "line"
    | "order";
/** @internal */
export function lowerLevel(value: Level): any {
    return oneOf(value, ["line", "order"], "Level");
}

/** `amount` off each of `count` units of a line, starting at unit `first` of that line. */
export interface UnitDiscount {
    line: number;
    first: number;
    count: number;
    amount: bigint;
}
/** @internal */
export function lowerUnitDiscount(value: UnitDiscount): any {
    record(value, "UnitDiscount");
    return {
        line: u32(value.line, "UnitDiscount.line"),
        first: u32(value.first, "UnitDiscount.first"),
        count: u32(value.count, "UnitDiscount.count"),
        amount: lowerInteger(value.amount, "UnitDiscount.amount"),
    };
}

export interface LineDiscount {
    line: number;
    amount: bigint;
}
/** @internal */
export function lowerLineDiscount(value: LineDiscount): any {
    record(value, "LineDiscount");
    return {
        line: u32(value.line, "LineDiscount.line"),
        amount: lowerInteger(value.amount, "LineDiscount.amount"),
    };
}

/** How much is taken off, in minor units, never negative. */
export type Amount =
    /** Exact amounts by unit. */
    | { tag: "units"; val: UnitDiscount[] }
    /** Off one line; the host splits it over the line's units by largest remainder. */
    | { tag: "line"; val: LineDiscount }
    /** Off the order; the host splits it over all units by largest remainder. */
    | { tag: "order"; val: bigint };
/** @internal */
export function lowerAmount(value: Amount): any {
    record(value, "Amount");
    switch (value.tag) {
        case "units":
            return { tag: "units", val: lowerList(value.val, "Amount.val", lowerUnitDiscount) };
        case "line":
            return { tag: "line", val: lowerLineDiscount(value.val) };
        case "order":
            return { tag: "order", val: lowerInteger(value.val, "Amount.val") };
        default:
            return noCase(value, "Amount");
    }
}

export interface Adjustment {
    /** The plugin's own name of the rule; `compile` gives its legend. */
    reference: string;
    level: Level;
    amount: Amount;
    /** Postings that come true with the sale and only with it. */
    claims: Posting[];
    /** A remark for the receipt where the legend does not say enough. */
    note?: string | undefined;
}
/** @internal */
export function lowerAdjustment(value: Adjustment): any {
    record(value, "Adjustment");
    return {
        reference: text(value.reference, "Adjustment.reference"),
        level: lowerLevel(value.level),
        amount: lowerAmount(value.amount),
        claims: lowerList(value.claims, "Adjustment.claims", lowerPosting),
        note: lowerOption(value.note, (item) => text(item, "Adjustment.note")),
    };
}

/** Goods the customer may take for nothing; the client adds the line and marks it. */
export interface Gift {
    reference: string;
    sku: string;
    /** Millionths. */
    quantity: bigint;
}
/** @internal */
export function lowerGift(value: Gift): any {
    record(value, "Gift");
    return {
        reference: text(value.reference, "Gift.reference"),
        sku: text(value.sku, "Gift.sku"),
        quantity: lowerInteger(value.quantity, "Gift.quantity"),
    };
}

export interface Answer {
    adjustments: Adjustment[];
    gifts: Gift[];
}
/** @internal */
export function lowerAnswer(value: Answer): any {
    record(value, "Answer");
    return {
        adjustments: lowerList(value.adjustments, "Answer.adjustments", lowerAdjustment),
        gifts: lowerList(value.gifts, "Answer.gifts", lowerGift),
    };
}

/** Discounts are given in the order of the list. */
export type Serve = (snapshot: Uint8Array) => Answer;
/** @internal */
export const exporting = (serve: Serve) => ({
    price: (snapshot: any): Answer => guard(["invalid-settings", "invalid-input", "other"], () => {
        const answer = serve(snapshot);
        return lowerAnswer(answer);
    }),
});
