// Generated from the contract by `npm run types`. Do not edit.
/**
 * Words of the payment points.
 * @module
 */
import { lowerInteger, lowerList, noCase, record, text, u32 } from "#wire";

import type { Localized } from "../base/types.js";
import { lowerLocalized } from "../base/types.js";
export type { Localized };

/** Money that moved. */
export interface Receipt {
    /** The party's own reference: for receipts, reconciliation and refunds. 1 to 128 characters. */
    reference: string;
    /**
     * What the order was settled with, minor units, the party's own discounts to the customer included. Anything but what was
     * asked for is refused and shown to a person.
     */
    amount: bigint;
    /** ISO 4217. */
    currency: string;
    /** When by the party's clock, ms since 1970 UTC. */
    atMs: bigint;
}
/** @internal */
export function lowerReceipt(value: Receipt): any {
    record(value, "Receipt");
    return {
        reference: text(value.reference, "Receipt.reference"),
        amount: lowerInteger(value.amount, "Receipt.amount"),
        currency: text(value.currency, "Receipt.currency"),
        atMs: lowerInteger(value.atMs, "Receipt.atMs"),
    };
}

/** What the till shows while the money is on its way. */
export type Show =
    | { tag: "nothing" }
    /** Text for a QR code that the customer scans. */
    | { tag: "qr"; val: string }
    /** A link that opens the party's app. */
    | { tag: "link"; val: string }
    | { tag: "other"; val: string };
/** @internal */
export function lowerShow(value: Show): any {
    record(value, "Show");
    switch (value.tag) {
        case "nothing":
            return { tag: "nothing" };
        case "qr":
            return { tag: "qr", val: text(value.val, "Show.val") };
        case "link":
            return { tag: "link", val: text(value.val, "Show.val") };
        case "other":
            return { tag: "other", val: text(value.val, "Show.val") };
        default:
            return noCase(value, "Show");
    }
}

export interface Waiting {
    show: Show;
    /** One line for the till, by language; may be empty. */
    message: Localized[];
    /** Ms until the next question is of use; the host keeps it within bounds. 0 = the host's own pace. */
    queryAfterMs: number;
}
/** @internal */
export function lowerWaiting(value: Waiting): any {
    record(value, "Waiting");
    return {
        show: lowerShow(value.show),
        message: lowerList(value.message, "Waiting.message", lowerLocalized),
        queryAfterMs: u32(value.queryAfterMs, "Waiting.queryAfterMs"),
    };
}

/** No money will come, now or later. */
export interface Decline {
    /** Stable, for programs, e.g. `no-funds`. */
    code: string;
    /** What the customer reads, by language. */
    customer: Localized[];
    /** What the cashier reads, by language. */
    cashier: Localized[];
}
/** @internal */
export function lowerDecline(value: Decline): any {
    record(value, "Decline");
    return {
        code: text(value.code, "Decline.code"),
        customer: lowerList(value.customer, "Decline.customer", lowerLocalized),
        cashier: lowerList(value.cashier, "Decline.cashier", lowerLocalized),
    };
}

/** What the party says of a charge or refund. */
export type Outcome =
    /** The money moved. */
    | { tag: "paid"; val: Receipt }
    /** Not decided yet. */
    | { tag: "pending"; val: Waiting }
    | { tag: "declined"; val: Decline }
    /**
     * The party knows no such order. A charge is asked for again for a while, then cancelled; a refund is started again
     * under the same id.
     */
    | { tag: "unknown" }
    | { tag: "other"; val: string };
/** @internal */
export function lowerOutcome(value: Outcome): any {
    record(value, "Outcome");
    switch (value.tag) {
        case "paid":
            return { tag: "paid", val: lowerReceipt(value.val) };
        case "pending":
            return { tag: "pending", val: lowerWaiting(value.val) };
        case "declined":
            return { tag: "declined", val: lowerDecline(value.val) };
        case "unknown":
            return { tag: "unknown" };
        case "other":
            return { tag: "other", val: text(value.val, "Outcome.val") };
        default:
            return noCase(value, "Outcome");
    }
}

/** Why there is no answer. The payment stays as it is and is asked for again. */
export type Failure =
    /** Try again later. */
    | { tag: "retry"; val: string }
    /** Asking again cannot help: people are told at once. */
    | { tag: "reject"; val: string }
    | { tag: "other"; val: string };
