/**
 * Exact arithmetic for money and quantities, the host's own rules over bigint: minor units of one currency, quantities in
 * millionths, rates in parts per million or basis points.
 */

/** Parts per million in one whole. */
export const PPM = 1_000_000n;
/** Basis points in one whole. */
export const BASIS_POINTS = 10_000n;
/** Millionths in one. */
export const MICROS_PER_ONE = 1_000_000n;

/** How an exact half is rounded; anything else goes to the nearest integer. Up and down are towards the infinities. */
export type Rounding = "half-up" | "half-down" | "half-even";

/** The greatest integer not above `numerator / denominator`; `denominator` must be positive. */
export function divFloor(numerator: bigint, denominator: bigint): bigint {
    if (denominator <= 0n) throw new RangeError("the denominator must be positive");
    const quotient = numerator / denominator;
    return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** `numerator / denominator` rounded to the nearest integer; `denominator` must be positive. */
export function divRound(numerator: bigint, denominator: bigint, rounding: Rounding = "half-up"): bigint {
    const floor = divFloor(numerator, denominator);
    const twice = (numerator - floor * denominator) * 2n;
    if (twice !== denominator) return twice > denominator ? floor + 1n : floor;
    const up = rounding === "half-up" || (rounding === "half-even" && floor % 2n !== 0n);
    return up ? floor + 1n : floor;
}

/** `unitPrice` times a quantity in millionths, rounded half up: the price of a weighed line. */
export function lineAmount(unitPrice: bigint, quantity: bigint): bigint {
    return divRound(unitPrice * quantity, MICROS_PER_ONE);
}

/** The number of whole units of a quantity in millionths, or `undefined` where it is not whole or below 0. */
export function wholeUnits(quantity: bigint): bigint | undefined {
    return quantity >= 0n && quantity % MICROS_PER_ONE === 0n ? quantity / MICROS_PER_ONE : undefined;
}

/** Reads `2`, `1.25`, `-0.5`, a decimal with at most six places (further zeros are allowed), as millionths. */
export function parseQuantity(text: string): bigint {
    const match = /^(-?)(\d+)(?:\.(\d{1,6})\d*)?$/.exec(text);
    if (!match || /\.\d{6}\d*[1-9]/.test(text))
        throw new RangeError(`${JSON.stringify(text)} is not a decimal number with at most six places`);
    const [, sign, whole, fraction = ""] = match;
    const value = BigInt(whole + fraction.padEnd(6, "0"));
    if (value > LARGEST) throw new RangeError(`${text} is too large for a quantity`);
    return sign ? -value : value;
}

/** Quantities are 64-bit integers of millionths in the contract. */
const LARGEST = 2n ** 63n - 1n;

/** Writes a quantity in millionths as the shortest decimal. */
export function formatQuantity(quantity: bigint): string {
    const value = quantity < 0n ? -quantity : quantity;
    const fraction = (value % MICROS_PER_ONE).toString().padStart(6, "0").replace(/0+$/, "");
    return `${quantity < 0n ? "-" : ""}${value / MICROS_PER_ONE}${fraction && `.${fraction}`}`;
}

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

/**
 * Splits `amount` over weights by largest remainder, so that the shares add up to it exactly: shares are rounded down and the
 * units left over go to the largest fractions, ties to the earliest. All 0 where the weights add up to 0 or less.
 */
export function split(amount: bigint, weights: bigint[]): bigint[] {
    const total = sum(weights);
    if (amount === 0n || total <= 0n) return weights.map(() => 0n);
    const shares = weights.map((weight) => divFloor(amount * weight, total));
    const rests = shares
        .map((share, at) => ({ at, rest: amount * weights[at] - share * total }))
        .filter(({ rest }) => rest > 0n);
    rests.sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
    for (const { at } of rests.slice(0, Number(amount - sum(shares)))) shares[at] += 1n;
    return shares;
}

/**
 * Splits `amount`, limited to the sum of `caps`, so that no share passes its cap: who would gets the cap, and what is left is
 * split again over the others. An entry needs a weight and a cap above 0 to get anything.
 */
export function cappedSplit(amount: bigint, weights: bigint[], caps: bigint[]): bigint[] {
    const shares = weights.map(() => 0n);
    const room = sum(caps.filter((cap) => cap > 0n));
    let left = amount < room ? amount : room;
    let active = weights.map((_, at) => at).filter((at) => weights[at] > 0n && caps[at] > 0n);
    while (left > 0n && active.length > 0) {
        const total = sum(active.map((at) => weights[at]));
        const over = active.filter((at) => left * weights[at] > caps[at] * total);
        if (over.length === 0) {
            const parts = split(
                left,
                active.map((at) => weights[at]),
            );
            active.forEach((at, index) => (shares[at] = parts[index]));
            break;
        }
        for (const at of over) shares[at] = caps[at];
        left -= sum(over.map((at) => caps[at]));
        active = active.filter((at) => !over.includes(at));
    }
    return shares;
}
