// Generated from the contract by `npm run types`. Do not edit.
/**
 * The push under way: the latest values of what changed at one store, each once however often it changed.
 * @module
 */
import { current as current_ } from "#raw/channel/changes";
import { items as items_ } from "#raw/channel/changes";
import { orders as orders_ } from "#raw/channel/changes";
import { liftInteger, liftList, u32 } from "#wire";

export interface Details {
    /** The same over re-runs: send it to others as an idempotency key. */
    invocation: string;
    /** The id of the store. */
    store: string;
    /** The document of the manifest's `shops` collection that names the store; none where it names it no more. */
    shop?: string | undefined;
    nowMs: bigint;
    /** 1 = the first attempt since the last push that came through. */
    attempt: number;
    /** How many items and orders there are. */
    items: number;
    orders: number;
}
/** @internal */
export function liftDetails(value: any): Details {
    value.shop = value.shop ?? undefined;
    value.nowMs = liftInteger(value.nowMs);
    value.attempt = value.attempt >>> 0;
    value.items = value.items >>> 0;
    value.orders = value.orders >>> 0;
    return value;
}

export interface Item {
    sku: string;
    /** The document of the manifest's `items` collection that names the SKU. */
    mapping: string;
    /** Millionths of stock units at the store. */
    onHand: bigint;
    /** On hand less what is reserved; may be below 0. */
    available: bigint;
    /** What one costs in the store now, minor units; none = it has no price. */
    price?: bigint | undefined;
    /** Whether the merchant sells it: it is active and has a price. */
    onSale: boolean;
}
/** @internal */
export function liftItem(value: any): Item {
    value.onHand = liftInteger(value.onHand);
    value.available = liftInteger(value.available);
    value.price = value.price == null ? undefined : liftInteger(value.price);
    return value;
}

/** An order that people of the merchant moved on. */
export interface Order {
    id: string;
    channel: string;
    externalId: string;
    /** Where it stands, as in `bodega:data/orders`. */
    status: string;
    /** Where it stood when the channel last agreed: steps in between may have to be told first. */
    known: string;
    reason?: string | undefined;
}
/** @internal */
export function liftOrder(value: any): Order {
    value.reason = value.reason ?? undefined;
    return value;
}

export function current(): Details {
    return liftDetails(current_());
}

/** Items from `offset`, at most `max`. */
export function items(offset: number, max: number): Item[] {
    return liftList(items_(u32(offset, "offset"), u32(max, "max")), liftItem);
}

export function orders(offset: number, max: number): Order[] {
    return liftList(orders_(u32(offset, "offset"), u32(max, "max")), liftOrder);
}
