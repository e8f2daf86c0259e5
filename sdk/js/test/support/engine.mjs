// Runs components under Node.js: jco makes modules of them, every call gets a fresh instance.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import v8 from "node:v8";

// QuickJS guests hold extended constant expressions, which Node.js 20 knows only by flag.
if (Number(process.versions.node.split(".")[0]) < 22) v8.setFlagsFromString("--experimental-wasm-extended-const");

/** Loads a component; gives `call(point, args, answer)`, of a point with several functions `POINT.FUNCTION`, where `answer(name, args)` is the host. */
export async function load(file) {
    const { transpileBytes } = await import("@bytecodealliance/jco-transpile");
    const { files, imports } = await transpileBytes(readFileSync(file), {
        name: "component",
        instantiation: "sync",
        emitTypescriptDeclarations: false,
        nodejsCompat: false,
        wasiShim: false,
    });
    const folder = mkdtempSync(path.join(os.tmpdir(), "bodega-js-engine-"));
    const modules = new Map();
    try {
        for (const [name, bytes] of Object.entries(files)) {
            if (name.endsWith(".wasm")) modules.set(path.basename(name), new WebAssembly.Module(bytes));
            else writeFileSync(path.join(folder, path.basename(name)), bytes);
        }
        writeFileSync(path.join(folder, "package.json"), `{"type":"module"}`);
        const { instantiate } = await import(pathToFileURL(path.join(folder, "component.js")));
        return { imports, call: (point, args, answer) => call(instantiate, modules, point, args, answer) };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function call(instantiate, modules, point, args, answer) {
    const face = (id) => {
        const name = id.replace(/^bodega:/, "").replace(/@.*/, "");
        return new Proxy(
            {},
            {
                get:
                    (_, f) =>
                    (...args) =>
                        answer(`${name}.${f}`, args),
            },
        );
    };
    const hosts = new Proxy({}, { get: (_, id) => face(id), has: () => true });
    const instance = instantiate((name) => modules.get(path.basename(name)), hosts);
    const [owner, name, f = name] = point.split(".");
    const exported = Object.entries(instance).find(([id]) => id.startsWith(`bodega:${owner}/${name}@`));
    if (!exported) throw new Error(`the component exports ${Object.keys(instance)}, not ${point}`);
    try {
        return exported[1][f](...args);
    } catch (error) {
        if (error?.payload) throw Object.assign(new Error(`${error.payload.tag}: ${error.payload.val}`), error.payload);
        throw error;
    }
}
