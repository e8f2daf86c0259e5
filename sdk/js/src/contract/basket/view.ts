// Generated from the contract by `npm run types`. Do not edit.
/**
 * The basket being priced. Lines are numbered from 0 in the order of the ticket.
 * @module
 */
import { context as context_ } from "#raw/basket/view";
import { lines as lines_ } from "#raw/basket/view";
import { units as units_ } from "#raw/basket/view";
import { tagNames as tagNames_ } from "#raw/basket/view";
import { tagRefs as tagRefs_ } from "#raw/basket/view";
import { giftLines as giftLines_ } from "#raw/basket/view";
import { coupons as coupons_ } from "#raw/basket/view";
import { requests as requests_ } from "#raw/basket/view";
import { liftInteger, liftList, u32 } from "#wire";

/**
 * Where and when the basket is priced. Times are the store's own; the host gives them, so an answer
 * can be computed again years later.
 */
export interface BasketContext {
    /** ISO 4217 code; one currency a basket. */
    currency: string;
    /** The store's id. */
    store: string;
    /** The sales channel, e.g. `pos`. */
    channel: string;
    /** The member's id, where one was shown. */
    member?: string | undefined;
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    nowMs: bigint;
    /** Minutes that the store's clock is ahead of UTC at that instant. */
    offsetMinutes: number;
    /** The store's date, `YYYY-MM-DD`. */
    date: string;
    /** The store's time, seconds since midnight. */
    secondsOfDay: number;
    /** 1 = Monday ... 7 = Sunday. */
    weekday: number;
}
/** @internal */
export function liftBasketContext(value: any): BasketContext {
    value.member = value.member ?? undefined;
    value.nowMs = liftInteger(value.nowMs);
    value.secondsOfDay = value.secondsOfDay >>> 0;
    return value;
}

/**
 * One line. `quantity` is in millionths. A line with a whole quantity that is not `measured` is made of
 * `quantity` units; any other non-zero line is one unit whose list price is `unit-price` times quantity,
 * rounded half up.
 */
export interface Line {
    sku: string;
    quantity: bigint;
    /** List price of one unit of quantity, minor units. */
    unitPrice: bigint;
    /** The least price of one unit, minor units; 0 for a measured line. */
    floor: bigint;
    /** Stock units in one unit of quantity. */
    stockUnits: number;
    /** Weighed or measured goods: one piece, never counted. */
    measured: boolean;
}
/** @internal */
export function liftLine(value: any): Line {
    value.quantity = liftInteger(value.quantity);
    value.unitPrice = liftInteger(value.unitPrice);
    value.floor = liftInteger(value.floor);
    value.stockUnits = value.stockUnits >>> 0;
    return value;
}

/** `count` consecutive units of a line that cost `price` each at this moment. */
export interface UnitRun {
    line: number;
    count: number;
    price: bigint;
}
/** @internal */
export function liftUnitRun(value: any): UnitRun {
    value.line = value.line >>> 0;
    value.count = value.count >>> 0;
    value.price = liftInteger(value.price);
    return value;
}

/** Line `line` carries the tag at index `tag` of `tag-names`. */
export interface TagRef {
    line: number;
    tag: number;
}
/** @internal */
export function liftTagRef(value: any): TagRef {
    value.line = value.line >>> 0;
    value.tag = value.tag >>> 0;
    return value;
}

/** A line that the client added as a proposed gift. */
export interface GiftLine {
    line: number;
    /** The plugin's own reference of the gift; empty where another installation gave it. */
    reference: string;
    /** Whether this installation proposed it. */
    mine: boolean;
}
/** @internal */
export function liftGiftLine(value: any): GiftLine {
    value.line = value.line >>> 0;
    return value;
}

/** Something the customer asked this plugin for, e.g. `redeem` = `500`. */
export interface Request {
    name: string;
    value: string;
}

export function context(): BasketContext {
    return liftBasketContext(context_());
}

/** Lines from `offset` on, at most `max` of them. */
export function lines(offset: number, max: number): Line[] {
    return liftList(lines_(u32(offset, "offset"), u32(max, "max")), liftLine);
}

/** The units of all lines in order, after all that earlier stages and the cashier took off. */
export function units(): UnitRun[] {
    return liftList(units_(), liftUnitRun);
}

/** The distinct tags in the basket. */
export function tagNames(): string[] {
    return tagNames_();
}

/** Which line carries which tag, by line. */
export function tagRefs(): TagRef[] {
    return liftList(tagRefs_(), liftTagRef);
}

/** Lines that are gifts. They take part in no promotion and are taken to zero by their giver. */
export function giftLines(): GiftLine[] {
    return liftList(giftLines_(), liftGiftLine);
}

/** Coupon codes entered, without duplicates. */
export function coupons(): string[] {
    return coupons_();
}

/** What the customer asked this installation for. */
export function requests(): Request[] {
    return requests_();
}
