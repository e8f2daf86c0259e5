// A plugin's module as Node.js runs it: bundled, with the SDK left to Node.js so that all share one.

import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { place } from "./place.mjs";

/** The default export of a project's entry module. */
export async function native(folder) {
    const made = mkdtempSync(path.join(place(), "native-"));
    try {
        const outfile = path.join(made, "plugin.mjs");
        await build({
            entryPoints: [path.join(folder, "src/index.ts")],
            bundle: true,
            format: "esm",
            platform: "node",
            external: ["@bodega/sdk", "@bodega/sdk/*"],
            outfile,
        });
        return (await import(pathToFileURL(outfile))).default;
    } finally {
        rmSync(made, { recursive: true, force: true });
    }
}
