import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Unreachable } from "../api/client";
import type { Basket, Quote } from "../api/types";
import { type Outcome, Quoter, REST_MS } from "./quoter";

const basket = { store: "", terminal: "", lines: [] } as Basket;
const quoteOf = (total_minor: number) => ({ total_minor }) as Quote;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host whose answers come when the test says so, and what the quoter told. */
function setUp() {
    const asked: { answer: (quote: Quote) => void; fail: (error: unknown) => void; signal: AbortSignal }[] = [];
    const told: [string, Outcome][] = [];
    const ask = (_: Basket, signal: AbortSignal) => new Promise<Quote>((answer, fail) => asked.push({ answer, fail, signal }));
    return { asked, told, quoter: new Quoter(ask, (revision, outcome) => told.push([revision, outcome])) };
}

test("the first change is asked at once, quick ones after it are one question more", async () => {
    const { asked, told, quoter } = setUp();
    quoter.price({ revision: "1", basket });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(1);
    for (const revision of ["2", "3"]) quoter.price({ revision, basket });
    await vi.advanceTimersByTimeAsync(REST_MS - 1);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    asked[1]!.answer(quoteOf(5));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([["3", { quote: quoteOf(5) }]]);
});

test("an answer to an older cart is dropped, even when it comes last", async () => {
    const { asked, told, quoter } = setUp();
    quoter.price({ revision: "1", basket });
    await vi.advanceTimersByTimeAsync(REST_MS);
    quoter.price({ revision: "2", basket });
    expect(asked[0]!.signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(REST_MS);
    asked[1]!.answer(quoteOf(2));
    asked[0]!.answer(quoteOf(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([["2", { quote: quoteOf(2) }]]);
});

test("nobody there and a refusal are told apart; what was cancelled is not told", async () => {
    const { asked, told, quoter } = setUp();
    const refusal = new Error("no such member");
    for (const [revision, error] of [["1", new Unreachable("")], ["2", refusal]] as const) {
        quoter.price({ revision, basket });
        await vi.advanceTimersByTimeAsync(REST_MS);
        asked.at(-1)!.fail(error);
        await vi.advanceTimersByTimeAsync(0);
    }
    quoter.price({ revision: "3", basket });
    quoter.cancel();
    await vi.advanceTimersByTimeAsync(REST_MS);
    expect(told).toEqual([["1", { unreachable: true }], ["2", { error: refusal }]]);
});
