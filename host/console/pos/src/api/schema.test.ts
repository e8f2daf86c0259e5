import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the types are those of the host's document: run `npm run types`", async () => {
    const { generated } = await import(/* @vite-ignore */ new URL("../../../scripts/types.mjs", import.meta.url).href);
    const here = readFileSync(new URL("./schema.ts", import.meta.url), "utf8");
    expect(here === (await generated())).toBe(true);
}, 60_000);
