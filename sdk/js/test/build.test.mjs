// What a build refuses, and in which words; what it leaves out of a component.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { buildPlugin } from "../build/build.mjs";
import { bundle } from "../build/bundle.mjs";
import { outsideOf, withExports } from "../build/component.mjs";
import { BuildError } from "../build/errors.mjs";
import { contractFolder } from "../build/generate.mjs";
import { readContract } from "../build/wit.mjs";
import { writeWorld } from "../build/world.mjs";
import { home, place } from "./support/place.mjs";

const MANIFEST = `name = "mine"\npoints = ["pricing.price"]\n`;
const SOURCE = `import { definePlugin } from "@bodega/sdk";\nexport default definePlugin({ price: () => ({}) });\n`;

const packages = readContract(contractFolder());

/** A project of a manifest and an entry module. */
function written(t, manifest = MANIFEST, source = SOURCE) {
    const project = mkdtempSync(path.join(place(), "project-"));
    t.after(() => rmSync(project, { recursive: true, force: true }));
    mkdirSync(path.join(project, "src"));
    if (manifest) writeFileSync(path.join(project, "bodega.toml"), manifest);
    writeFileSync(path.join(project, "src/index.ts"), source);
    return project;
}

for (const [name, manifest, says] of [
    ["no manifest", "", /bodega\.toml cannot be read/],
    ["not TOML", `name = `, /^bodega\.toml: Invalid TOML/],
    ["no name", `points = ["pricing.price"]`, /`name` must be kebab-case/],
    ["no points", `name = "mine"`, /`points` must name at least one/],
    [
        "an unknown point",
        `name = "mine"\npoints = ["pricing.price", "pricing.guess"]`,
        /`points\[1\]` must be one of actions\.run, /,
    ],
]) {
    test(`${name} is refused`, async (t) => {
        await assert.rejects(
            buildPlugin({ project: written(t, manifest) }),
            (error) => error instanceof BuildError && says.test(error.message),
        );
    });
}

for (const [name, source, says] of [
    [
        "an entry that does not parse",
        `export default {`,
        /src\/index\.ts:1: .*Expected identifier but found end of file/,
    ],
    [
        "a module of Node.js",
        `import { readFileSync } from "node:fs";\nexport default { price: () => readFileSync("x") };`,
        /index\.ts:1: Could not resolve "node:fs"/,
    ],
    [
        "a module that is not there",
        `import x from "./nowhere.js";\nexport default { price: () => x };`,
        /Could not resolve "\.\/nowhere\.js"/,
    ],
    ["no default export", `export const price = 1;`, /No matching export .* for import "default"/],
    [
        "a plugin without the point's function",
        `export default { check: () => [] };`,
        /names "pricing\.price", but the plugin has no price\(\)/,
    ],
    [
        "a function that is no point of the manifest",
        SOURCE.replace("price:", "job: () => {}, price:"),
        /the plugin has job\(\), but `points` in bodega\.toml lacks "jobs\.run"/,
    ],
    [
        "a clock while the module is set up",
        `const started = Date.now();\n${SOURCE}`,
        /^the plugin could not be set up: Error: Date\.now\(\): there is no clock .*\n.*index\.ts:1\b/s,
    ],
]) {
    test(`${name} is refused`, async (t) => {
        await assert.rejects(buildPlugin({ project: written(t, MANIFEST, source) }), (error) => {
            assert.match(error.message, says);
            return error instanceof BuildError;
        });
    });
}

test("only functions that are called are imported, whatever the module could reach", async (t) => {
    const source = `import { definePlugin } from "@bodega/sdk";
        import * as collections from "@bodega/sdk/host/collections";
        import { write } from "@bodega/sdk/host/log";
        import * as ledger from "@bodega/sdk/data/ledger";
        import * as sales from "@bodega/sdk/data/sales";
        const unused = () => [collections.scan("a", "", undefined, 1), ledger.available("a")];
        const known = () => collections.get("a", "b") !== undefined;
        export default definePlugin({ handle: () => { if (known()) write("info", sales.get("x") ?? "none"); } });`;
    const { imports } = await bundle(written(t, MANIFEST, source), "src/index.ts", ["events.handle"], packages);
    const plain = Object.fromEntries([...imports].map(([id, functions]) => [id, [...functions].sort()]));
    assert.deepEqual(plain, {
        "bodega:data/event@0.1.0": ["current"],
        "bodega:data/sales@0.1.0": ["get"],
        "bodega:host/collections@0.1.0": ["get"],
        "bodega:host/log@0.1.0": ["write"],
    });
});

test("the world of a plugin has the functions it calls and its points, by names of their own", (t) => {
    const folder = mkdtempSync(path.join(place(), "world-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const imports = new Map([["bodega:host/collections@0.1.0", new Set(["get"])]]);
    const renames = writeWorld(folder, packages, imports, ["events.handle", "http.handle"]);
    const read = (name) => readFileSync(path.join(folder, name), "utf8");
    assert.deepEqual([...renames.values()], ["bodega:events/handle@0.1.0", "bodega:http/handle@0.1.0"]);
    const lines = [
        "export bodega:events/events-handle@0.1.0;",
        "import bodega:host/collections@0.1.0;",
        "export bodega:http/http-handle@0.1.0;",
    ];
    assert.deepEqual(read("world.wit").match(/(import|export) .*;/g), lines);
    assert.deepEqual(read("deps/host/host.wit").match(/^ *[a-z0-9-]+: func/gm), ["    get: func"]);
});

test("the command prints what the plugin may use, and mistakes without a stack", (t) => {
    const bin = path.join(home, "bin/bodega-js-build.mjs");
    const run = (...args) => execFileSync(process.execPath, [bin, ...args], { encoding: "utf8", stdio: "pipe" });
    const text = run(written(t), "--small");
    assert.match(text, /mine\.wasm: \d+ KiB, serves pricing\.price\nMay use:\n {2}bodega:base\/types@0\.1\.0\n/);
    const failed = (...args) => {
        try {
            run(...args);
        } catch ({ status, stderr }) {
            return [status, stderr];
        }
    };
    assert.deepEqual(failed(written(t, `name = "mine"`)), [
        1,
        "error: bodega.toml: `points` must name at least one extension point\n",
    ]);
    assert.match(failed("--nonsense")[1], /^error: Unknown option/);
});

test("exports are renamed and taken away in the binary", () => {
    const exported = (name, index) => Buffer.from([0, name.length, ...Buffer.from(name), 1, index, 0]);
    const section = (...items) =>
        Buffer.from([11, 1 + Buffer.concat(items).length, items.length, ...Buffer.concat(items)]);
    const header = Buffer.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
    const component = Buffer.concat([
        header,
        section(exported("init", 0)),
        section(exported("one", 1), exported("two", 2)),
    ]);
    assert.deepEqual(outsideOf(component).exports, ["init", "one", "two"]);
    const names = new Map([
        ["init", null],
        ["one", "a-much-longer-name"],
        ["two", "two"],
    ]);
    const renamed = withExports(component, (name) => names.get(name));
    assert.deepEqual(outsideOf(renamed).exports, ["a-much-longer-name", "two"]);
    assert.equal(
        renamed.length,
        component.length - section(exported("init", 0)).length + "a-much-longer-name".length - 3,
    );
});

test("the example of the guides builds and prices", async (t) => {
    const [english, chinese] = ["README.md", "README.zh-CN.md"].map((name) =>
        readFileSync(path.join(home, name), "utf8"),
    );
    const examples = (guide) => [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
    assert.deepEqual(examples(chinese), examples(english));
    const [source, usage] = examples(english);
    const manifest = `name = "mine"\npoints = ["pricing.compile", "pricing.price"]\n`;
    const project = written(t, manifest, source);
    const { imports } = await buildPlugin({ project });
    assert.deepEqual(
        imports.filter((name) => !name.includes("base/types")),
        ["bodega:basket/compile-source@0.1.0", "bodega:basket/view@0.1.0"],
    );
    mkdirSync(path.join(project, "test"));
    writeFileSync(
        path.join(project, "test/index.test.ts"),
        `${usage}\nif (adjustments[0].amount.val !== 10n) throw new Error("not 10 off");\n`,
    );
    execFileSync(process.execPath, ["--import", "tsx", path.join(project, "test/index.test.ts")], {
        cwd: home,
        stdio: "pipe",
    });
});
