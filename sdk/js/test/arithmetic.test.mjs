// The vectors of `sdk/core`'s own tests: one arithmetic in every language.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
    cappedSplit,
    divFloor,
    divRound,
    formatQuantity,
    lineAmount,
    parseQuantity,
    split,
    wholeUnits,
} from "@bodega/sdk";

test("halves follow the mode on both sides of zero", () => {
    for (const [halves, up, down, even] of [
        [5n, 3n, 2n, 2n],
        [7n, 4n, 3n, 4n],
        [-5n, -2n, -3n, -2n],
        [-7n, -3n, -4n, -4n],
    ]) {
        assert.equal(divRound(halves, 2n), up);
        assert.equal(divRound(halves, 2n, "half-down"), down);
        assert.equal(divRound(halves, 2n, "half-even"), even);
    }
});

test("large values stay exact", () => {
    const most = 2n ** 63n - 1n;
    assert.equal(divRound(most * 3n, 2n, "half-down"), 13835058055282163710n);
    assert.equal(divRound(most * 10n + 6n, 10n), most + 1n);
});

test("floor division goes down below zero and refuses a denominator of zero", () => {
    assert.deepEqual(
        [7n, -7n, -8n].map((n) => divFloor(n, 4n)),
        [1n, -2n, -2n],
    );
    assert.throws(() => divFloor(1n, 0n), RangeError);
});

test("shares add up", () => {
    const weights = [3000n, 4000n, 0n, 4500n, 700n, 1n];
    for (const amount of [0n, 1n, 2n, 3n, 99n, 2500n, 12201n, 1_000_003n]) {
        assert.equal(
            split(amount, weights).reduce((a, b) => a + b),
            amount,
        );
    }
});

test("ties go to the earliest", () => {
    assert.deepEqual(split(101n, [500n, 500n]), [51n, 50n]);
    assert.deepEqual(split(1000n, [3750n, 2000n]), [652n, 348n]);
    assert.deepEqual(split(5n, [0n, 0n]), [0n, 0n]);
});

test("capped shares spread the excess again", () => {
    assert.deepEqual(cappedSplit(2500n, [3000n, 4000n, 4500n, 700n], [200n, 800n, 4500n, 700n]), [
        200n,
        800n,
        1298n,
        202n,
    ]);
});

test("no cap is passed and nothing is lost that fits", () => {
    const caps = [1n, 0n, 5n, 1000n];
    for (const amount of [1n, 6n, 7n, 500n, 1006n, 5000n]) {
        const shares = cappedSplit(amount, [10n, 10n, 10n, 1n], caps);
        assert.ok(shares.every((share, at) => share >= 0n && share <= caps[at]));
        assert.equal(
            shares.reduce((a, b) => a + b),
            amount < 1006n ? amount : 1006n,
        );
    }
});

test("a weighed line rounds half up", () => {
    assert.equal(lineAmount(999n, 1_500_000n), 1499n);
    assert.equal(lineAmount(-999n, 1_500_000n), -1498n);
});

test("decimals read and print alike", () => {
    for (const text of ["0", "2", "1.2", "-0.5", "0.000001", "9223372036854.775807"]) {
        assert.equal(formatQuantity(parseQuantity(text)), text);
    }
    assert.equal(parseQuantity("2.0"), 2_000_000n);
    assert.equal(parseQuantity("1.2500000"), 1_250_000n);
    for (const text of ["", ".5", "1.", "1.0000001", "1e3", "+1", "0x1", "9223372036855", "1 "]) {
        assert.throws(() => parseQuantity(text), RangeError, text);
    }
    assert.deepEqual(
        [wholeUnits(2_000_000n), wholeUnits(2_500_000n), wholeUnits(-1_000_000n)],
        [2n, undefined, undefined],
    );
});
