// Generated from the contract by `npm run types`. Do not edit.
/**
 * What the plugin's own channels say of orders. Amounts are minor units with tax in them, and facts: the host never
 * works a price out again, it only checks that they add up.
 *
 * All of it may come twice, late and out of order. An order that is there is not placed again; a status never moves an
 * order back; a refund counts once; what comes before its order waits for it. So tell each piece of news as it arrives,
 * and do not sort.
 * @module
 */
import { place as place_ } from "#raw/data/order-effects";
import { accept as accept_ } from "#raw/data/order-effects";
import { reject as reject_ } from "#raw/data/order-effects";
import { update as update_ } from "#raw/data/order-effects";
import { cancel as cancel_ } from "#raw/data/order-effects";
import { refund as refund_ } from "#raw/data/order-effects";
import { lowerInteger, lowerList, lowerOption, noCase, oneOf, record, text, u32 } from "#wire";

import type { Recipient } from "./order-recipients.js";
import { lowerRecipient } from "./order-recipients.js";
export type { Recipient };

export type Fulfilment =
    /** The channel's couriers. */
    | "channel-delivery"
    /** The store's own. */
    | "store-delivery"
    /** The customer comes. */
    | "pickup";
/** @internal */
export function lowerFulfilment(value: Fulfilment): any {
    return oneOf(value, ["channel-delivery", "store-delivery", "pickup"], "Fulfilment");
}

export interface Line {
    /** The merchant's SKU for the channel's item; one that is not in the catalog is shown to a person. */
    sku: string;
    /** What the channel calls it. */
    name: string;
    /** Millionths. */
    quantity: bigint;
    /** The channel's price of one. */
    unitPrice: bigint;
    /** What the merchant took off the line. */
    discount: bigint;
}
/** @internal */
export function lowerLine(value: Line): any {
    record(value, "Line");
    return {
        sku: text(value.sku, "Line.sku"),
        name: text(value.name, "Line.name"),
        quantity: lowerInteger(value.quantity, "Line.quantity"),
        unitPrice: lowerInteger(value.unitPrice, "Line.unitPrice"),
        discount: lowerInteger(value.discount, "Line.discount"),
    };
}

export type ChargeKind =
    /** The customer pays it on top: delivery, packaging, a tip. */
    | "fee"
    /** The customer pays that much less; borne by others than the merchant it is a subsidy. */
    | "discount"
    /** The party keeps it from what it owes the merchant; the customer does not see it. */
    | "commission";
/** @internal */
export function lowerChargeKind(value: ChargeKind): any {
    return oneOf(value, ["fee", "discount", "commission"], "ChargeKind");
}

/** Who gets a fee or bears a discount. */
export type Party =
    | { tag: "merchant" }
    | { tag: "channel" }
    | { tag: "other"; val: string };
/** @internal */
export function lowerParty(value: Party): any {
    record(value, "Party");
    switch (value.tag) {
        case "merchant":
            return { tag: "merchant" };
        case "channel":
            return { tag: "channel" };
        case "other":
            return { tag: "other", val: text(value.val, "Party.val") };
        default:
            return noCase(value, "Party");
    }
}

export interface Charge {
    /** What the channel calls it. */
    name: string;
    kind: ChargeKind;
    amount: bigint;
    party: Party;
}
/** @internal */
export function lowerCharge(value: Charge): any {
    record(value, "Charge");
    return {
        name: text(value.name, "Charge.name"),
        kind: lowerChargeKind(value.kind),
        amount: lowerInteger(value.amount, "Charge.amount"),
        party: lowerParty(value.party),
    };
}

export interface NewOrder {
    /** A channel of the manifest. */
    channel: string;
    /**
     * The channel's own id, unique in the channel: 1 to 64 visible ASCII characters. Ids are text; never let one
     * pass through a floating-point number.
     */
    externalId: string;
    /** What people call it by, e.g. the channel's number of the day. */
    number: string;
    /** The id of the store that serves it. */
    store: string;
    fulfilment: Fulfilment;
    /** When the customer ordered, ms since 1970 UTC. */
    placedMs: bigint;
    /** When the customer wants it; none = as soon as can be. */
    wantedMs?: bigint | undefined;
    lines: Line[];
    charges: Charge[];
    /** What the customer paid: lines and fees less discounts. Name a difference as a charge of its own. */
    paid: bigint;
    recipient?: Recipient | undefined;
}
/** @internal */
export function lowerNewOrder(value: NewOrder): any {
    record(value, "NewOrder");
    return {
        channel: text(value.channel, "NewOrder.channel"),
        externalId: text(value.externalId, "NewOrder.externalId"),
        number: text(value.number, "NewOrder.number"),
        store: text(value.store, "NewOrder.store"),
        fulfilment: lowerFulfilment(value.fulfilment),
        placedMs: lowerInteger(value.placedMs, "NewOrder.placedMs"),
        wantedMs: lowerOption(value.wantedMs, (item) => lowerInteger(item, "NewOrder.wantedMs")),
        lines: lowerList(value.lines, "NewOrder.lines", lowerLine),
        charges: lowerList(value.charges, "NewOrder.charges", lowerCharge),
        paid: lowerInteger(value.paid, "NewOrder.paid"),
        recipient: lowerOption(value.recipient, (item) => lowerRecipient(item)),
    };
}

/** An order by its channel's id. */
export interface OrderRef {
    channel: string;
    externalId: string;
}
/** @internal */
export function lowerOrderRef(value: OrderRef): any {
    record(value, "OrderRef");
    return {
        channel: text(value.channel, "OrderRef.channel"),
        externalId: text(value.externalId, "OrderRef.externalId"),
    };
}

/** Where goods are that had left the store. */
export type Goods =
    | "back"
    | "gone";
/** @internal */
export function lowerGoods(value: Goods): any {
    return oneOf(value, ["back", "gone"], "Goods");
}

export interface RepaidLine {
    /** The order's line, from 0. */
    line: number;
    units: number;
    /** What these units cost the merchant; 0 = the channel does not tell. */
    amount: bigint;
}
/** @internal */
export function lowerRepaidLine(value: RepaidLine): any {
    record(value, "RepaidLine");
    return {
        line: u32(value.line, "RepaidLine.line"),
        units: u32(value.units, "RepaidLine.units"),
        amount: lowerInteger(value.amount, "RepaidLine.amount"),
    };
}

export interface Repayment {
    /** The channel's own id of it, unique in the order. */
    id: string;
    /** What the customer got back. */
    customer: bigint;
    /** What it costs the merchant. */
    merchant: bigint;
    /** The units it is for; none where money went back and goods did not. */
    lines: RepaidLine[];
    goods: Goods;
    reason?: string | undefined;
}
/** @internal */
export function lowerRepayment(value: Repayment): any {
    record(value, "Repayment");
    return {
        id: text(value.id, "Repayment.id"),
        customer: lowerInteger(value.customer, "Repayment.customer"),
        merchant: lowerInteger(value.merchant, "Repayment.merchant"),
        lines: lowerList(value.lines, "Repayment.lines", lowerRepaidLine),
        goods: lowerGoods(value.goods),
        reason: lowerOption(value.reason, (item) => text(item, "Repayment.reason")),
    };
}

/** Stores an order and reserves its stock. What is not available is not reserved, and a person is told. */
export function place(order: NewOrder): void {
    place_(lowerNewOrder(order));
}

/** The store said yes, in the channel's own app or by the plugin's settings. */
export function accept(order: OrderRef, atMs: bigint): void {
    accept_(lowerOrderRef(order), lowerInteger(atMs, "atMs"));
}

/** The store said no there. */
export function reject(order: OrderRef, atMs: bigint, reason: string | undefined): void {
    reject_(lowerOrderRef(order), lowerInteger(atMs, "atMs"), lowerOption(reason, (item) => text(item, "reason")));
}

/** It stands there now: `preparing`, `ready`, `handed_over`, `completed`. Steps in between are taken as done. */
export function update(order: OrderRef, atMs: bigint, status: string): void {
    update_(lowerOrderRef(order), lowerInteger(atMs, "atMs"), text(status, "status"));
}

/** It was called off; after completion this is a refund of all that is left. */
export function cancel(order: OrderRef, atMs: bigint, reason: string | undefined, goods: Goods): void {
    cancel_(lowerOrderRef(order), lowerInteger(atMs, "atMs"), lowerOption(reason, (item) => text(item, "reason")), lowerGoods(goods));
}

export function refund(order: OrderRef, atMs: bigint, repayment: Repayment): void {
    refund_(lowerOrderRef(order), lowerInteger(atMs, "atMs"), lowerRepayment(repayment));
}
