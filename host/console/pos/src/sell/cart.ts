// The ticket as the cashier builds it: what is bought, never what it costs. Pure functions; each change is a new cart.

import type { Basket, BasketLine, Gift, GiftMark, MemberDetail, PluginRequest } from "../api/types";
import { uuid7 } from "../lib/ids";
import { MICROS, parseQuantity, quantityText } from "../lib/money";
import type { Goods } from "../offline/db";

/** The most lines of a basket (API). */
export const LINES_MAX = 2000;
/** The most of one line: a mistyped barcode in the quantity field is refused. */
export const QUANTITY_MAX = 9_999;

export type OpenItem = { name: string; unitPriceMinor: number; taxPpm: number };

export type CartLine = {
    id: string;
    name: string;
    quantityMicros: number;
    measured: boolean;
    unit: string;
    sku?: string;
    open?: OpenItem;
    /** The shelf price and tax, as far as the till knows; what counts is the quote. */
    priceMinor?: number;
    taxPpm: number;
    gift?: GiftMark;
    discountMinor?: number;
    discountReason?: string;
};

export type Cart = {
    /** The id of the sale it will be. */
    id: string;
    /** Grows with every change, so that an answer can be told from one to an older cart. */
    revision: number;
    lines: CartLine[];
    member: MemberDetail | null;
    coupons: string[];
    requests: PluginRequest[];
};

export function emptyCart(): Cart {
    return { id: uuid7(), revision: 0, lines: [], member: null, coupons: [], requests: [] };
}

/** What changed in a cart, as a new one. */
export function changed(cart: Cart, change: Partial<Omit<Cart, "id" | "revision">>): Cart {
    return { ...cart, ...change, revision: cart.revision + 1 };
}

/** Adds goods; pieces join the last plain line of the same SKU, weighed goods are a line of their own. Gives the line's id. */
export function addGoods(cart: Cart, goods: Goods, quantityMicros = MICROS): { cart: Cart; line: string } {
    const mergeable = cart.lines.findLast(
        (line) => line.sku === goods.sku && !line.measured && !line.gift && line.discountMinor === undefined,
    );
    if (mergeable && !goods.measured) {
        const total = mergeable.quantityMicros + quantityMicros;
        return { cart: setQuantity(cart, mergeable.id, total), line: mergeable.id };
    }
    const line: CartLine = {
        id: uuid7(),
        sku: goods.sku,
        name: goods.name,
        quantityMicros,
        measured: goods.measured,
        unit: goods.unit,
        priceMinor: goods.priceMinor,
        taxPpm: goods.taxPpm,
    };
    return { cart: append(cart, line), line: line.id };
}

/** Adds an item without a master record. */
export function addOpen(cart: Cart, open: OpenItem): { cart: Cart; line: string } {
    const line: CartLine = {
        id: uuid7(),
        open,
        name: open.name,
        quantityMicros: MICROS,
        measured: false,
        unit: "piece",
        priceMinor: open.unitPriceMinor,
        taxPpm: open.taxPpm,
    };
    return { cart: append(cart, line), line: line.id };
}

/** Takes a proposed gift: a line of its own that its giver takes to 0. */
export function addGift(cart: Cart, gift: Gift, goods: Goods): Cart {
    const mark = { installation: gift.installation, reference: gift.reference };
    return append(cart, {
        id: uuid7(),
        sku: goods.sku,
        name: goods.name,
        quantityMicros: parseQuantity(String(gift.quantity)) ?? MICROS,
        measured: goods.measured,
        unit: goods.unit,
        priceMinor: goods.priceMinor,
        taxPpm: goods.taxPpm,
        gift: mark,
    });
}

/** Of proposed gifts, what is not on the ticket yet. */
export function giftsLeft(gifts: Gift[], cart: Cart): Gift[] {
    return gifts.flatMap((gift) => {
        const isTaken = ({ sku, gift: mark }: CartLine) =>
            sku === gift.sku && mark?.installation === gift.installation && mark.reference === gift.reference;
        const taken = cart.lines.filter(isTaken).reduce((sum, line) => sum + line.quantityMicros, 0);
        const left = (parseQuantity(String(gift.quantity)) ?? 0) - taken;
        return left > 0 ? [{ ...gift, quantity: quantityText(left) }] : [];
    });
}

function append(cart: Cart, line: CartLine): Cart {
    if (cart.lines.length >= LINES_MAX) return cart;
    return changed(cart, { lines: [...cart.lines, line] });
}

/** Sets how much of a line; nothing takes the line away. */
export function setQuantity(cart: Cart, id: string, quantityMicros: number): Cart {
    if (quantityMicros <= 0) return removeLine(cart, id);
    const bounded = Math.min(quantityMicros, QUANTITY_MAX * MICROS);
    return mapLine(cart, id, (line) => ({ ...line, quantityMicros: bounded }));
}

/** Sets what the cashier takes off a line. */
export function setDiscount(cart: Cart, id: string, discountMinor: number | undefined, reason: string): Cart {
    return mapLine(cart, id, (line) => ({
        ...line,
        discountMinor: discountMinor || undefined,
        discountReason: discountMinor ? reason || undefined : undefined,
    }));
}

export function removeLine(cart: Cart, id: string): Cart {
    return changed(cart, { lines: cart.lines.filter((line) => line.id !== id) });
}

function mapLine(cart: Cart, id: string, map: (line: CartLine) => CartLine): Cart {
    return changed(cart, { lines: cart.lines.map((line) => (line.id === id ? map(line) : line)) });
}

/** Adds a code once. */
export function addCoupon(cart: Cart, code: string): Cart {
    const text = code.trim();
    if (!text || cart.coupons.includes(text)) return cart;
    return changed(cart, { coupons: [...cart.coupons, text] });
}

/** Puts a request to a plugin, or takes it back where `value` is empty. */
export function setRequest(cart: Cart, plugin: string, name: string, value: string): Cart {
    const others = cart.requests.filter((request) => request.plugin !== plugin || request.name !== name);
    return changed(cart, { requests: value ? [...others, { plugin, name, value }] : others });
}

/** The pieces of a ticket, as a cashier counts: a weighed line is one. */
export function piecesOf(cart: Cart): number {
    return cart.lines.reduce((sum, line) => sum + (line.measured ? 1 : Math.round(line.quantityMicros / MICROS)), 0);
}

/** The basket as the API reads it. */
export function basketOf(cart: Cart, store: string, terminal: string): Basket {
    return {
        store,
        terminal,
        channel: "pos",
        lines: cart.lines.map(lineOf),
        ...(cart.member && { member: cart.member.id }),
        ...(cart.coupons.length > 0 && { coupons: cart.coupons }),
        ...(cart.requests.length > 0 && { requests: cart.requests }),
    };
}

function lineOf(line: CartLine): BasketLine {
    return {
        quantity: quantityText(line.quantityMicros),
        ...(line.open
            ? {
                  open: {
                      name: line.open.name,
                      unit_price_minor: line.open.unitPriceMinor,
                      tax_ppm: line.open.taxPpm,
                  },
              }
            : { sku: line.sku }),
        ...(line.gift && { gift: line.gift }),
        ...(line.discountMinor && {
            manual_discount: { amount_minor: line.discountMinor, ...(line.discountReason && { reason: line.discountReason }) },
        }),
    };
}
