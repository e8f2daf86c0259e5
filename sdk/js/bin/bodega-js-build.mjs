#!/usr/bin/env node
// bodega-js-build [FOLDER] [--entry FILE] [--output FILE] [--small] [--json]

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BuildError } from "../build/errors.mjs";

const HELP = `Builds a Bodega plugin from TypeScript or JavaScript.

  bodega-js-build [FOLDER]   the plugin's folder with bodega.toml (default: here)
    --entry FILE             the module that exports the plugin by default (src/index.ts)
    --output FILE            where the component goes (target/NAME.wasm)
    --small                  a third smaller, a sixth slower
    --json                   print file, bytes, points and imports as JSON
`;

try {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            entry: { type: "string" },
            output: { type: "string" },
            small: { type: "boolean" },
            json: { type: "boolean" },
            help: { type: "boolean", short: "h" },
        },
    });
    if (values.help || positionals.length > 1) {
        console.log(HELP);
        process.exit(values.help ? 0 : 2);
    }
    const { buildPlugin } = await installed();
    const { entry, output, small, json } = values;
    const built = await buildPlugin({ project: path.resolve(positionals[0] ?? "."), entry, output, small });
    if (json) console.log(JSON.stringify(built));
    else {
        console.log(
            `${path.relative(process.cwd(), built.file)}: ${Math.ceil(built.bytes / 1024)} KiB, serves ${built.points.join(", ")}`,
        );
        console.log(`May use:\n${built.imports.map((name) => `  ${name}\n`).join("")}`);
    }
} catch (error) {
    const told = error instanceof BuildError || error.code?.startsWith("ERR_PARSE_ARGS");
    console.error(told ? `error: ${error.message}` : error);
    process.exitCode = 1;
}

/** A folder of the SDK's sources has neither its packages nor `dist` before `npm ci`. */
async function installed() {
    const home = fileURLToPath(new URL("..", import.meta.url));
    const remedy = new BuildError(`the SDK is not installed: run \`npm ci\` in ${home}`);
    if (!existsSync(path.join(home, "dist/index.js"))) throw remedy;
    return import("../build/build.mjs").catch((error) => {
        throw error.code === "ERR_MODULE_NOT_FOUND" ? remedy : error;
    });
}
