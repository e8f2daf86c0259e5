import { Adjustment, BASIS_POINTS, type Basket, type Proposal, divFloor, taggedLines } from "@bodega/sdk";
import type { UnitDiscount } from "@bodega/sdk/pricing/price";
import type { Settings } from "./settings.js";

const TUESDAY = 2;

/** `count` units of a line from `first` on that cost `price` each and have `room` above their floor. */
interface Run {
    line: number;
    first: number;
    count: number;
    price: bigint;
    room: bigint;
    isCounted: boolean;
}

/** First 3 for 2, then the Tuesday discount on what is left. */
export function proposal(basket: Basket, settings: Settings): Proposal {
    const adjustments = [];
    const runs = runsOf(basket, settings.threeForTwoTag);
    const free = threeForTwo(runs);
    if (free.length > 0) adjustments.push(Adjustment.units("three-for-two", "line", merged(free)));
    if (basket.context().weekday === TUESDAY) {
        const off = tuesday(without(runs, free), BigInt(settings.tuesdayBp));
        if (off.length > 0) adjustments.push(Adjustment.units("tuesday", "order", merged(off)));
    }
    return { adjustments };
}

/** All units but gifts, in the order of the ticket. */
function runsOf(basket: Basket, tag: string): Run[] {
    const lines = basket.lines();
    const tagged = tag === "" ? new Set() : taggedLines(basket, tag);
    const gifts = new Set(basket.giftLines().map((gift) => gift.line));
    const runs: Run[] = [];
    let [line, first] = [-1, 0];
    for (const run of basket.units()) {
        if (run.line !== line) [line, first] = [run.line, 0];
        const { floor, measured } = lines[line];
        const isCounted = tagged.has(line) && !measured;
        if (!gifts.has(line))
            runs.push({ line, first, count: run.count, price: run.price, room: run.price - floor, isCounted });
        first += run.count;
    }
    return runs;
}

/** Every third unit that is counted, by price descending, then line, then unit: all that its floor leaves. */
function threeForTwo(runs: Run[]): UnitDiscount[] {
    const counted = runs.filter((run) => run.isCounted);
    counted.sort((a, b) => (a.price === b.price ? a.line - b.line || a.first - b.first : a.price > b.price ? -1 : 1));
    const free = [];
    let place = 0;
    for (const { line, first, count, room } of counted) {
        for (let at = 2 - (place % 3); at < count && room > 0n; at += 3)
            free.push({ line, first: first + at, count: 1, amount: room });
        place += count;
    }
    return free.sort((a, b) => a.line - b.line || a.first - b.first);
}

/** The runs with what the free units lost taken off. */
function without(runs: Run[], free: UnitDiscount[]): Run[] {
    const left: Run[] = [];
    let next = 0;
    for (const run of runs) {
        const end = run.first + run.count;
        let first = run.first;
        for (; next < free.length && free[next].line === run.line && free[next].first < end; next++) {
            const { first: at, amount } = free[next];
            if (at > first) left.push({ ...run, first, count: at - first });
            left.push({ ...run, first: at, count: 1, price: run.price - amount, room: run.room - amount });
            first = at + 1;
        }
        if (first < end) left.push({ ...run, first, count: end - first });
    }
    return left;
}

function tuesday(runs: Run[], bp: bigint): UnitDiscount[] {
    const off = runs.map(({ line, first, count, price, room }) => {
        const wanted = divFloor(price * bp, BASIS_POINTS);
        return { line, first, count, amount: wanted < room ? wanted : room };
    });
    return off.filter(({ amount }) => amount > 0n);
}

/** Adjacent units of a line with equal amounts as one run. */
function merged(discounts: UnitDiscount[]): UnitDiscount[] {
    const runs: UnitDiscount[] = [];
    for (const discount of discounts) {
        const last = runs.at(-1);
        const isNext = last && last.line === discount.line && last.first + last.count === discount.first;
        if (isNext && last.amount === discount.amount) last.count += discount.count;
        else runs.push({ ...discount });
    }
    return runs;
}
