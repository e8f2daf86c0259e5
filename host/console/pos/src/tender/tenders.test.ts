import { expect, test } from "vitest";
import type { Sale } from "../api/types";
import { CASH, dueOf, quickAmounts, refundTenders, take, tendersOf } from "./tenders";

test("other tenders fit exactly, cash is rounded and gives change: the host's rules", () => {
    expect(dueOf(2875, [], 10)).toMatchObject({ leftMinor: 2875, leftCashMinor: 2880, isPaid: false });
    expect(dueOf(2875, take([], CASH, 3000), 10)).toMatchObject({ isPaid: true, changeMinor: 120, cashRoundingMinor: 5 });
    expect(dueOf(2875, take([], CASH, 2870), 10)).toMatchObject({ isPaid: false, leftMinor: 5, leftCashMinor: 10 });
    expect(dueOf(2875, take([], "card", 2875), 10)).toMatchObject({ isPaid: true, changeMinor: 0, cashRoundingMinor: 0 });
    expect(dueOf(2875, take(take([], "card", 2000), CASH, 900), 10)).toMatchObject({ isPaid: true, changeMinor: 20, cashRoundingMinor: 5 });
    expect(dueOf(0, [], 10)).toMatchObject({ isPaid: true, leftMinor: 0 });
});

test("cash taken twice is one tender, cards stay apart, nothing is no tender", () => {
    const taken = take(take(take(take([], CASH, 100), "card", 50), CASH, 20), "card", 0);
    expect(taken.map(({ method, amountMinor }) => [method, amountMinor])).toEqual([[CASH, 120], ["card", 50]]);
    const [asked] = tendersOf(take([], "external:wechat", 5, { isPending: true }));
    expect(asked).toMatchObject({ method: "external:wechat", amount_minor: 5, pending: true });
});

test("quick amounts are what people hand over", () => {
    expect(quickAmounts(2880, 2)).toEqual([2880, 3000, 5000, 10000]);
    expect(quickAmounts(22260, 2)).toEqual([22260, 22500, 23000, 25000, 30000]);
    expect(quickAmounts(5000, 2)).toEqual([5000, 10000]);
    expect(quickAmounts(0, 2)).toEqual([]);
});

test("money goes back where it came from, each way at most what it paid; the rest in cash", () => {
    const tender = (id: string, method: string, amount_minor: number, state = "settled") => ({ id, method, amount_minor, state });
    const sale = { tenders: [tender("1", CASH, 6000), tender("2", "card", 10000), tender("3", "card", 5000, "failed")] } as unknown as Sale;
    const back = (refund: number, inCash = false) => refundTenders(sale, refund, 10, inCash).map(({ method, amount_minor, of }) => [method, amount_minor, of]);
    expect(back(395)).toEqual([["card", 395, "2"]]);
    expect(back(12_344)).toEqual([["card", 10000, "2"], [CASH, 2340, undefined]]);
    expect(back(395, true)).toEqual([[CASH, 400, undefined]]);
    expect(back(4)).toEqual([["card", 4, "2"]]);
});
