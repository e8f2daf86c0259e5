import { expect, test } from "vitest";
import { Wedge, onScan, scanned } from "./wedge";

/** Types a text with a pause before each key; gives what the last key made of it. */
function type(wedge: Wedge, text: string, pauseMs: number, startMs = 0): string | undefined {
    let timeMs = startMs;
    let code: string | undefined;
    for (const key of [...text, "Enter"]) code = wedge.press({ key, timeMs: (timeMs += pauseMs) });
    return code;
}

test("what a scanner types is a code, what a person types is not", () => {
    expect(type(new Wedge(), "6901234567892", 8)).toBe("6901234567892");
    expect(type(new Wedge(), "6901234567892", 30)).toBe("6901234567892");
    expect(type(new Wedge(), "6901234567892", 95)).toBeUndefined();
    expect(type(new Wedge(), "1.352", 5)).toBeUndefined();
});

test("what was typed before a scan does not belong to the code", () => {
    const wedge = new Wedge();
    for (const [index, key] of [..."tea"].entries()) wedge.press({ key, timeMs: index * 150 });
    expect(type(wedge, "2010010017", 10, 2_000)).toBe("2010010017");
});

test("two scans in a row are two codes, and shift in between ends none", () => {
    const wedge = new Wedge();
    expect(type(wedge, "AB-1234", 10)).toBe("AB-1234");
    wedge.press({ key: "C", timeMs: 1_000 });
    wedge.press({ key: "Shift", timeMs: 1_005 });
    expect(type(wedge, "D-9988", 10, 1_005)).toBe("CD-9988");
});

test("one stumble of the machine does not break a scan, a pause does", () => {
    const stumble = new Wedge();
    let timeMs = 0;
    for (const [index, key] of [..."6901234567892"].entries()) stumble.press({ key, timeMs: (timeMs += index === 6 ? 110 : 10) });
    expect(stumble.press({ key: "Enter", timeMs: timeMs + 10 })).toBe("6901234567892");
    const wedge = new Wedge();
    for (const key of "123456") wedge.press({ key, timeMs: 0 });
    expect(wedge.press({ key: "Enter", timeMs: 500 })).toBeUndefined();
});

test("the latest consumer gets the codes until it leaves", () => {
    const heard: string[] = [];
    const leaveFirst = onScan((code) => heard.push(`first ${code}`));
    const leaveSecond = onScan((code) => heard.push(`second ${code}`));
    scanned("1");
    leaveSecond();
    scanned("2");
    leaveFirst();
    scanned("3");
    expect(heard).toEqual(["second 1", "first 2"]);
});
