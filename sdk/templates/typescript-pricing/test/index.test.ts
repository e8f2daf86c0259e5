import assert from "node:assert/strict";
import { test } from "node:test";
import { TestBasket, TestHost } from "@bodega/sdk/testing";
import plugin from "../src/index.js";

test("10 % off goods with the tag", () => {
    const basket = new TestBasket().line("green", 2, 990n, { tags: ["tea"] }).line("cake", 1, 1800n);
    const { adjustments } = new TestHost(plugin).price(basket);
    assert.deepEqual(adjustments[0].amount, { tag: "units", val: [{ line: 0, first: 0, count: 2, amount: 99n }] });
});

test("the floor holds and gifts take no part", () => {
    const basket = new TestBasket()
        .line("green", 1, 990n, { tags: ["tea"], floor: 950n })
        .line("cup", 1, 300n, { tags: ["tea"], gift: false });
    const { adjustments } = new TestHost(plugin).price(basket);
    assert.deepEqual(adjustments[0].amount, { tag: "units", val: [{ line: 0, first: 0, count: 1, amount: 40n }] });
});

test("nothing tagged, nothing proposed", () => {
    assert.deepEqual(new TestHost(plugin).price(new TestBasket().line("cake", 1, 1800n)), {
        adjustments: [],
        gifts: [],
    });
});

test("a percentage beyond 100 is refused with what to change", () => {
    const host = new TestHost(plugin, { settings: { percent: 101 } });
    assert.throws(() => host.compile(), { tag: "invalid-settings", message: /1 to 100/ });
});
