// What goes out to a sales channel, and orders that come in, run natively.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as orderEffects from "../dist/contract/data/order-effects.js";
import { definePlugin, retry } from "../dist/index.js";
import { TestHost } from "../dist/testing.js";

const plugin = definePlugin({
    push({ items, orders, shop }) {
        if (shop === undefined) throw retry("no shop");
        const outcome = (item) => (item.onSale ? { tag: "done" } : { tag: "reject", val: "not on the menu" });
        for (const order of orders) orderEffects.accept({ channel: order.channel, externalId: order.externalId }, 7n);
        return {
            items: items.map((item) => [item.sku, outcome(item)]),
            orders: orders.map((order) => [order.id, { tag: "done" }]),
        };
    },
});

const item = (sku, onSale) => ({ sku, mapping: "{}", onHand: 1_000_000n, available: 0n, price: 990n, onSale });

test("a push says what became of each item and order", () => {
    const order = { id: "o", channel: "eats", externalId: "9007199254740993123", status: "accepted", known: "new" };
    const host = new TestHost(plugin);
    const pushed = host.push({ items: [item("tea", true), item("cups", false)], orders: [order], shop: { id: 1 } });
    assert.deepEqual(pushed.answer, {
        items: [
            ["tea", { tag: "done" }],
            ["cups", { tag: "reject", val: "not on the menu" }],
        ],
        orders: [["o", { tag: "done" }]],
    });
    assert.deepEqual(pushed.effects, [
        { name: "data/order-effects.accept", args: [{ channel: "eats", externalId: "9007199254740993123" }, 7n] },
    ]);
});

test("a push that fails has one reason for all", () => {
    assert.throws(() => new TestHost(plugin).push({ items: [item("tea", true)] }), /no shop/);
});
