#!/usr/bin/env node
// bodega-js-build [FOLDER] [--entry FILE] [--output FILE] [--small] [--json]

import path from "node:path";
import { parseArgs } from "node:util";
import { buildPlugin } from "../build/build.mjs";
import { BuildError } from "../build/manifest.mjs";

const HELP = `Builds a Bodega plugin from TypeScript or JavaScript.

  bodega-js-build [FOLDER]   the plugin's folder with bodega.toml (default: here)
    --entry FILE             the module that exports the plugin by default (src/index.ts)
    --output FILE            where the component goes (build/NAME.wasm)
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
