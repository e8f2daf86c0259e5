import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeSnapshot, encodeSnapshot, utf8 } from "@bodega/sdk";

test("rules come back as they were", () => {
    const rules = {
        tag: "零食🍪",
        rates: [
            ["a", 100],
            ["b", 250],
        ],
        nothing: null,
        nested: { is: true },
    };
    assert.deepEqual(decodeSnapshot(encodeSnapshot(rules)), rules);
    assert.equal(decodeSnapshot(encodeSnapshot(undefined)), undefined);
    assert.equal(encodeSnapshot(undefined).length, 0);
});

test("the same rules give the same bytes", () => {
    assert.deepEqual(encodeSnapshot({ b: 1, a: 2 }), encodeSnapshot({ b: 1, a: 2 }));
});

test("what JSON would drop or change is refused by name", () => {
    for (const [rules, message] of [
        [{ price: 5n }, /`price` .*bigint/],
        [{ rate: NaN }, /`rate` .*NaN/],
        [{ list: [1, undefined] }, /`1` .*undefined/],
        [{ map: new Map() }, /`map` .*Map/],
        [{ f() {} }, /`f` .*function/],
    ]) {
        assert.throws(() => encodeSnapshot(rules), message);
    }
});

test("UTF-8 is what Node.js makes of it", () => {
    for (const text of ["", "a", "é🍵零", "x".repeat(10_000) + "🍵"]) {
        assert.deepEqual(utf8.encode(text), new Uint8Array(Buffer.from(text)));
        assert.equal(utf8.decode(utf8.encode(text)), text);
    }
    assert.throws(() => utf8.decode(new Uint8Array([0xff])), URIError);
});
