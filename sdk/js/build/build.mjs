// Makes a component of a project: `bodega.toml` and an entry module in, a component out that imports nothing but interfaces of
// the contract and exports nothing but its points.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bundle } from "./bundle.mjs";
import { outsideOf, withExports } from "./component.mjs";
import { contractFolder } from "./generate.mjs";
import { BuildError } from "./errors.mjs";
import { readManifest } from "./manifest.mjs";
import { pointsOf, readContract } from "./wit.mjs";
import { writeWorld } from "./world.mjs";

/** What stands before the text of an error that the script threw while it was set up. */
const SETUP = /^[: ]*Failed to evaluate user JavaScript module: (Failed to finish JavaScript module evaluation: )?/;

/** Builds the project; gives the component's path, size and permissions. */
export async function buildPlugin({ project, entry = "src/index.ts", output, small = false }) {
    const { componentize } = await import("componentize-qjs").catch((error) => {
        throw new BuildError(
            `componentize-qjs has no build for ${process.platform} ${process.arch}, or is not installed: ${error.message}`,
        );
    });
    const packages = readContract(contractFolder());
    const known = pointsOf(packages).map((face) => `${face.package}.${face.name}`);
    const { name, points } = readManifest(project, known);
    const { script, imports, placeOf } = await bundle(project, entry, points, packages);

    const wit = mkdtempSync(path.join(os.tmpdir(), "bodega-js-"));
    try {
        const renames = writeWorld(wit, packages, imports, points);
        const options = { witPath: wit, jsSource: script, world: "plugin", sync: true, stubWasi: true, optSize: small };
        const { component } = await componentize(options).catch((error) => {
            throw new BuildError(`the plugin could not be set up: ${placeOf(error.message.replace(SETUP, ""))}`);
        });
        // `init` set the script up before the memory was frozen; it is no point, and the host takes nothing else.
        const finished = withExports(component, (name) => (name === "init" ? null : (renames.get(name) ?? name)));
        const outside = outsideOf(finished);
        check(outside, [...renames.values()]);
        const file = path.resolve(project, output ?? path.join("target", `${name}.wasm`));
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, finished);
        return { file, bytes: finished.length, imports: outside.imports.sort(), points };
    } finally {
        rmSync(wit, { recursive: true, force: true });
    }
}

function check({ imports, exports }, expected) {
    const foreign = imports.filter((name) => !name.startsWith("bodega:"));
    if (foreign.length > 0)
        throw new Error(`the component imports ${foreign.join(", ")}, which is not of the contract`);
    const [made, wanted] = [exports, expected].map((names) => [...names].sort().join(", "));
    if (made !== wanted) throw new Error(`the component exports ${made} instead of ${wanted}`);
}
