import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import en from "./en.json";
import zh from "./zh-CN.json";
import { labelIn } from "./i18n";

type Texts = { [key: string]: string | Texts };

const keysOf = (texts: Texts, before = ""): string[] =>
    Object.entries(texts).flatMap(([key, text]) => (typeof text === "string" ? [before + key] : keysOf(text, `${before}${key}.`)));
const textOf = (texts: Texts, key: string) => key.split(".").reduce<Texts | string>((inner, part) => (inner as Texts)[part]!, texts) as string;
const sources = () => {
    const root = new URL("..", import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name) && !name.endsWith("schema.ts"));
    return files.map((name) => [name, readFileSync(new URL(name, root), "utf8")] as const);
};

test("both languages say the same things with the same holes", () => {
    expect(keysOf(zh)).toEqual(keysOf(en));
    const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();
    for (const key of keysOf(en)) expect([key, holes(textOf(zh, key))]).toEqual([key, holes(textOf(en, key))]);
});

test("what the screens ask for is in the catalogues", () => {
    const keys = new Set(keysOf(en));
    for (const [name, text] of sources()) {
        for (const [, key] of text.matchAll(/\bt\("([a-z_.]+)"/g)) {
            expect(keys.has(key!) || keys.has(`${key}_other`), `${name}: ${key}`).toBe(true);
        }
    }
});

test("nothing stands in the catalogues that no screen says", () => {
    const text = sources().map(([, text]) => text).join();
    const isSaid = (key: string) => text.includes(`"${key.replace(/_(one|other)$/, "")}"`) || text.includes(`"${key}"`) || key.startsWith("sales.state_");
    expect(keysOf(en).filter((key) => !isSaid(key))).toEqual([]);
});

test("no Chinese text stands outside the catalogues", () => {
    for (const [name, text] of sources().filter(([name]) => name.endsWith(".tsx"))) {
        const code = text.replaceAll(/\/\/.*$/gm, "").replaceAll(/"、"/g, "");
        expect(code.match(/\p{Script=Han}+/u)?.[0], name).toBeUndefined();
    }
});

test("a plugin's text comes in the reader's language or the nearest", () => {
    expect(labelIn({ en: "Tea", "zh-CN": "茶" }, "zh-CN")).toBe("茶");
    expect(labelIn({ en: "Tea", zh: "茶" }, "zh-CN")).toBe("茶");
    expect(labelIn({ fr: "Thé" }, "en")).toBe("Thé");
    expect(labelIn({}, "en")).toBeUndefined();
});
