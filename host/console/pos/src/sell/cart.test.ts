import { expect, test } from "vitest";
import type { Gift } from "../api/types";
import { MICROS } from "../lib/money";
import type { Goods } from "../offline/db";
import { addCoupon, addGift, addGoods, addOpen, basketOf, changed, emptyCart, giftsLeft, piecesOf, removeLine, setDiscount, setQuantity, setRequest } from "./cart";
import { pricedByShelf, reasonsOf } from "./priced";

const tea: Goods = { sku: "1", variant: "v1", name: "Tea", category: "", position: 0, priceMinor: 500, taxPpm: 130_000, measured: false, unit: "piece", stockUnits: 1, barcodes: {}, tags: [] };
const apples: Goods = { ...tea, sku: "2", name: "Apples", priceMinor: 1280, measured: true, unit: "kg" };
const gift: Gift = { installation: "i", plugin: "promotions", reference: "r", sku: "1", quantity: "2", labels: {} };
const place = { currency: "CNY", isInclusive: true, cashUnitMinor: 10 };

test("pieces join their line, weighed goods do not; every change is a new revision", () => {
    let cart = addGoods(emptyCart(), tea).cart;
    cart = addGoods(cart, tea, 2 * MICROS).cart;
    expect(cart.lines.map(({ quantityMicros }) => quantityMicros)).toEqual([3 * MICROS]);
    cart = addGoods(addGoods(cart, apples, 500_000).cart, apples, 250_000).cart;
    expect(cart.lines).toHaveLength(3);
    expect(piecesOf(cart)).toBe(5);
    expect(cart.revision).toBe(4);
});

test("a line with a discount of its own is not added to", () => {
    const { cart, line } = addGoods(emptyCart(), tea);
    const discounted = setDiscount(cart, line, 100, "dented");
    expect(addGoods(discounted, tea).cart.lines).toHaveLength(2);
    expect(setDiscount(discounted, line, 0, "dented").lines[0]).not.toHaveProperty("discountMinor", 100);
});

test("nothing of a line takes it away; the most is bounded", () => {
    const { cart, line } = addGoods(emptyCart(), tea);
    expect(setQuantity(cart, line, 0).lines).toEqual([]);
    expect(setQuantity(cart, line, 6_901_234_567_892).lines[0]?.quantityMicros).toBe(9_999 * MICROS);
    expect(removeLine(cart, line).lines).toEqual([]);
});

test("a gift is offered until it is on the ticket", () => {
    let cart = addGoods(emptyCart(), tea).cart;
    expect(giftsLeft([gift], cart)).toEqual([gift]);
    cart = addGift(cart, { ...gift, quantity: "1" }, tea);
    expect(giftsLeft([gift], cart)).toEqual([{ ...gift, quantity: "1" }]);
    cart = addGift(cart, { ...gift, quantity: "1" }, tea);
    expect(giftsLeft([gift], cart)).toEqual([]);
    expect(addGoods(cart, tea).cart.lines).toHaveLength(3);
});

test("the basket says what is bought and nothing of what it costs", () => {
    let cart = addGoods(emptyCart(), apples, 1_352_000).cart;
    cart = addOpen(cart, { name: "Repair", unitPriceMinor: 2000, taxPpm: 60_000 }).cart;
    cart = addCoupon(addCoupon(cart, " WELCOME10 "), "WELCOME10");
    cart = setRequest(setRequest(cart, "loyalty", "redeem", "100"), "loyalty", "redeem", "max");
    cart = setDiscount(cart, cart.lines[0]!.id, 100, "");
    expect(basketOf(cart, "store", "till")).toEqual({
        store: "store",
        terminal: "till",
        channel: "pos",
        lines: [
            { sku: "2", quantity: "1.352", manual_discount: { amount_minor: 100 } },
            { open: { name: "Repair", unit_price_minor: 2000, tax_ppm: 60_000 }, quantity: "1" },
        ],
        coupons: ["WELCOME10"],
        requests: [{ plugin: "loyalty", name: "redeem", value: "max" }],
    });
    expect(basketOf(changed(setRequest(cart, "loyalty", "redeem", ""), { coupons: [] }), "s", "t")).not.toHaveProperty("requests");
});

test("shelf prices add up, take the cashier's discount off and never go below nothing", () => {
    let cart = addGoods(addGoods(emptyCart(), tea, 3 * MICROS).cart, apples, 1_352_000).cart;
    cart = setDiscount(cart, cart.lines[0]!.id, 200, "");
    const priced = pricedByShelf(cart, place)!;
    expect([priced.subtotalMinor, priced.discountMinor, priced.totalMinor, priced.digest]).toEqual([3231, 200, 3031, null]);
    expect(pricedByShelf(cart, { ...place, isInclusive: false })!.totalMinor).toBe(3031 + 169 + 225);
    expect(pricedByShelf(setDiscount(cart, cart.lines[0]!.id, 9999, ""), place)!.lines[0]!.amountMinor).toBe(0);
    expect(pricedByShelf(addGoods(cart, { ...tea, sku: "3", priceMinor: undefined }).cart, place)).toBeNull();
});

test("reasons are told by line, those of the order once", () => {
    const base = { component: "", installation: "i", ordinal: 0, plugin: "promotions", version: "1", labels: { en: "x" } };
    const { byLine, order } = reasonsOf(
        [
            { ...base, level: "line", reference: "a", amount_minor: 30, allocations: [{ line: 0, first: 0, count: 2, amount: 10 }, { line: 1, first: 0, count: 1, amount: 10 }] },
            { ...base, level: "order", reference: "b", amount_minor: 7, allocations: [{ line: 0, first: 0, count: 1, amount: 7 }] },
        ],
        2,
    );
    expect(byLine.map((reasons) => reasons.map(({ reference, amountMinor }) => [reference, amountMinor]))).toEqual([[["a", 20]], [["a", 10]]]);
    expect(order.map(({ reference, amountMinor }) => [reference, amountMinor])).toEqual([["b", 7]]);
});
