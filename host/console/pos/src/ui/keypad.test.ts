import { expect, test } from "vitest";
import { typed } from "./Keypad";

const type = (keys: string[], decimals: number) => keys.reduce((value, key) => typed(value, key, decimals), "");

test("an amount has one point and no more decimals than there are", () => {
    expect(type(["1", "2", ".", "5", "0", "9"], 2)).toBe("12.50");
    expect(type([".", "5", "."], 2)).toBe("0.5");
    expect(type(["0", "7"], 2)).toBe("7");
    expect(type(["5", ".", "00"], 0)).toBe("500");
    expect(type(["1", "x", "Backspace", "3"], 2)).toBe("3");
    expect(type(Array.from("1234567890123"), 2)).toHaveLength(12);
});
