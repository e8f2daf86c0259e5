import { expect, test } from "vitest";
import { isUuid, newSeries, numberOf, uuid7 } from "./ids";
import { lineAmount, money, parseMoney, parseQuantity, plain, quantityText, roundToCash } from "./money";

test("amounts are shown and read exactly", () => {
    expect(plain(5, 2)).toBe("0.05");
    expect(plain(-1250, 2)).toBe("-12.50");
    expect(plain(300, 0)).toBe("300");
    expect(money(123456, "CNY", "zh-CN")).toBe("¥1,234.56");
    expect(money(9007199254740991, "CNY", "en")).toBe("¥90,071,992,547,409.91");
    expect(money(500, "JPY", "en")).toBe("¥500");
    expect([parseMoney("12.5", 2), parseMoney(".5", 2), parseMoney("12,5", 2), parseMoney("7", 2)]).toEqual([1250, 50, 1250, 700]);
    for (const text of ["", ".", "1.234", "-1", "1e3", "12.5.1"]) expect(parseMoney(text, 2)).toBeUndefined();
});

test("quantities are millionths", () => {
    expect([parseQuantity("1.352"), parseQuantity("2"), parseQuantity(".25")]).toEqual([1_352_000, 2_000_000, 250_000]);
    for (const text of ["", "1.0000001", "-1", "kg"]) expect(parseQuantity(text)).toBeUndefined();
    expect([quantityText(1_352_000), quantityText(2_000_000), quantityText(10_000_000), quantityText(0)]).toEqual(["1.352", "2", "10", "0"]);
});

test("a line is rounded half up, as the host does", () => {
    expect(lineAmount(1280, 1_352_000)).toBe(1731);
    expect(lineAmount(1, 500_000)).toBe(1);
    expect(lineAmount(1, 499_999)).toBe(0);
    expect(lineAmount(-1, 500_000)).toBe(0);
    expect(lineAmount(-3, 500_000)).toBe(-1);
    expect(lineAmount(19_800, 333_333)).toBe(6600);
});

test("cash is rounded to the store's unit", () => {
    expect([2874, 2875, 2885, 2880].map((minor) => roundToCash(minor, 10))).toEqual([2870, 2880, 2890, 2880]);
    expect(roundToCash(2873, 1)).toBe(2873);
});

test("ids ascend, also when the clock steps back, and are of version 7", () => {
    const ids = [1_000_000, 1_000_000, 999_000, 1_000_001].map((ms) => uuid7(ms));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const many = Array.from({ length: 10_000 }, () => uuid7(2_000_000));
    expect(new Set(many).size).toBe(many.length);
    expect([...many].sort()).toEqual(many);
    expect(isUuid(ids[0]!)).toBe(true);
    expect(isUuid("S01-T1-ABCD-00001")).toBe(false);
});

test("numbers name store, terminal, series and counter", () => {
    expect(numberOf("S01", "T2", "7KQX", 42)).toBe("S01-T2-7KQX-00042");
    expect(newSeries()).toMatch(/^[2-9A-HJ-NP-Z]{4}$/);
});
