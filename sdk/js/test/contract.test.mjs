// What is generated from the contract is current and complete.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { METHODS } from "@bodega/sdk/points";
import { contractFolder, generate, home } from "../build/generate.mjs";
import { pointsOf, readContract } from "../build/wit.mjs";

const packages = readContract(contractFolder());

test("generated files are those of the contract: `npm run types` writes them anew", () => {
    const files = generate(packages);
    const there = ["src/contract", "raw"].flatMap((folder) =>
        readdirSync(path.join(home, folder), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => path.relative(home, path.join(entry.parentPath ?? entry.path, entry.name))),
    );
    assert.deepEqual(there.sort(), [...files.keys()].sort());
    for (const [name, text] of files) assert.equal(readFileSync(path.join(home, name), "utf8"), text, name);
});

test("every extension point of the contract has a function of `Plugin`", () => {
    assert.deepEqual(
        Object.keys(METHODS).sort(),
        pointsOf(packages)
            .map((face) => `${face.package}.${face.name}`)
            .sort(),
    );
});

test("WIT documentation becomes TSDoc", () => {
    const view = generate(packages).get("src/contract/basket/view.ts");
    assert.match(view, /\/\*\* Weighed or measured goods: one piece, never counted\. \*\/\n    measured: boolean;/);
});
