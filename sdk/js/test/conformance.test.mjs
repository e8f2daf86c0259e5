// The conformance plugin against the cases that every SDK's plugin passes: natively and as a component.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { home } from "../build/generate.mjs";
import { buildPlugin } from "../build/build.mjs";
import { TestBasket, TestHost } from "../dist/testing.js";
import { load } from "./support/engine.mjs";
import { native } from "./support/native.mjs";

const folder = path.join(home, "../conformance/js");
const cases = JSON.parse(readFileSync(path.join(home, "../conformance/cases.json"), "utf8"));
const OWN = "00000000-0000-0000-0000-000000000001";

/** Answers and effects as the cases write them: snake case, numbers, nothing where there is none. */
const plain = (value) =>
    JSON.parse(
        JSON.stringify(value, (key, item) => {
            if (typeof item === "bigint") return Number(item);
            if ((key === "claims" && item.length === 0) || item === undefined) return undefined;
            if (item?.tag) return { [item.tag]: item.val };
            return item;
        }),
    );

function basketOf({ input, units }) {
    const { context } = input;
    const basket = new TestBasket({
        currency: context.currency,
        store: context.store,
        channel: context.channel,
        nowMs: BigInt(context.now_ms),
        offsetMinutes: context.offset_minutes,
        date: context.date,
        secondsOfDay: context.seconds_of_day,
        weekday: context.weekday,
    });
    for (const line of input.lines) {
        const gift = line.gift && (line.gift.installation === OWN ? line.gift.reference : false);
        basket.line(line.sku, 0, BigInt(line.unit_price), {
            quantity: BigInt(line.quantity),
            floor: BigInt(line.floor ?? 0),
            stockUnits: line.stock_units ?? 1,
            measured: line.measured ?? false,
            tags: line.tags,
            gift,
        });
    }
    basket.units = units.map(({ line, count, price }) => ({ line, count, price: BigInt(price) }));
    return basket;
}

function effectsOf(effects) {
    return effects.map(({ name, args }) => {
        if (name === "data/message-effects.send") {
            const [member, purpose, template, parameters] = args;
            return { send: { member, purpose, template, parameters } };
        }
        assert.equal(name, "host/collection-effects.put");
        const [collection, key, body, expected] = args;
        return { put: { collection, key, body: JSON.parse(body), expected_version: Number(expected) } };
    });
}

const expected = (effects) => effects.map((e) => (e.put ? { put: { ...e.put, body: JSON.parse(e.put.body) } } : e));
const thrown = (serve) => {
    try {
        return { value: serve() };
    } catch (error) {
        return { tag: error.tag ?? error };
    }
};

test("the plugin gives the answers of the cases natively", async (t) => {
    const plugin = await native(folder);
    for (const { name, settings, refused } of cases.compile) {
        await t.test(`compile ${name}`, () => {
            const { value, tag } = thrown(() => new TestHost(plugin, { settings }).compile());
            assert.equal(tag, refused);
            if (!refused) assert.deepEqual([value.keys, value.legends], [[], cases.legends]);
        });
    }
    for (const example of cases.price) {
        await t.test(`price ${example.name}`, () => {
            const host = new TestHost(plugin, { settings: example.settings });
            assert.deepEqual(plain(host.price(basketOf(example))), example.answer, example.why);
        });
    }
    for (const { name, why, settings, event, documents, effects, failure } of cases.events) {
        await t.test(`event ${name}`, () => {
            const host = new TestHost(plugin, { settings });
            for (const { collection, key, body } of documents) host.store.put(collection, key, JSON.parse(body));
            const { value = [], tag } = thrown(() => host.handle(event.type, event.subject, event.payload));
            assert.equal(tag, failure, why);
            assert.deepEqual(effectsOf(value), expected(effects), why);
        });
    }
});

for (const small of [false, true]) {
    test(`the ${small ? "small " : ""}component gives the answers of the cases`, async (t) => {
        const output = path.join(home, ".test", `conformance${small ? "-small" : ""}.wasm`);
        const built = await buildPlugin({ project: folder, output, small });
        assert.deepEqual(built.imports, IMPORTS);
        const component = await load(output);
        const compile = (settings) =>
            component.call("pricing.compile", [], (name) => {
                assert.equal(name, "basket/compile-source.settings");
                return settings;
            });
        for (const { name, settings, refused } of cases.compile) {
            await t.test(`compile ${name}`, () => {
                const { value, tag } = thrown(() => compile(settings));
                assert.equal(tag, refused);
                if (!refused) assert.deepEqual([value.keys, value.legends], [[], cases.legends]);
            });
        }
        for (const example of cases.price) {
            await t.test(`price ${example.name}`, () => {
                const basket = basketOf(example);
                const { snapshot } = compile(example.settings);
                const answer = component.call("pricing.price", [snapshot], (name, args) => basket.answer(name, args));
                assert.deepEqual(plain(answer), example.answer, example.why);
            });
        }
        for (const { name, why, settings, event, documents, effects, failure } of cases.events) {
            await t.test(`event ${name}`, () => {
                const recorded = [];
                const { tag } = thrown(() =>
                    component.call("events.handle", [], (name, args) =>
                        eventHost(name, args, { settings, event, documents, recorded }),
                    ),
                );
                assert.equal(tag, failure, why);
                assert.deepEqual(failure ? [] : effectsOf(recorded), expected(effects), why);
            });
        }
    });
}

/** What the conformance plugin may use, in every language. */
const IMPORTS = [
    "bodega:base/types@0.1.0",
    "bodega:basket/compile-source@0.1.0",
    "bodega:basket/view@0.1.0",
    "bodega:data/event@0.1.0",
    "bodega:data/message-effects@0.1.0",
    "bodega:host/collection-effects@0.1.0",
    "bodega:host/collections@0.1.0",
    "bodega:host/settings@0.1.0",
];

function eventHost(name, args, { settings, event, documents, recorded }) {
    switch (name) {
        case "data/event.current":
            return {
                ...event,
                sequence: BigInt(event.sequence),
                occurredMs: BigInt(event.occurred_ms),
                recordedMs: BigInt(event.recorded_ms),
            };
        case "host/settings.get":
            return settings;
        case "host/collections.get": {
            const found = documents.find(({ collection, key }) => collection === args[0] && key === args[1]);
            return found && { ...found, version: BigInt(found.version) };
        }
    }
    assert.match(name, /-effects\./);
    recorded.push({ name, args });
}
