// Rules and baskets from the files that the server reads as well, with every s64 and u64 as a BigInt, exact to the
// last digit: `JSON.parse` hands the digits of the source to its reviver.

const WIDE = new Set(["available", "floor", "hard_floor", "now_ms", "price", "quantity", "unit_price", "version"]);

export function parseFixture(text) {
    return JSON.parse(text, (key, value, { source }) =>
        typeof value === "number" && WIDE.has(key) ? BigInt(source) : value,
    );
}
