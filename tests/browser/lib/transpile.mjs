// Makes JavaScript and core modules of a component, as the host does before it hands a plugin to a till.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { boundMemories } from "./bound.mjs";
import { output } from "./shell.mjs";

export const site = path.join(output, "site");

/** Transpiles a component into the site and gives the sizes of what came out. */
export async function transpile(name, file) {
    const { transpileBytes } = await import("@bytecodealliance/jco-transpile");
    const component = readFileSync(file);
    const options = {
        name: "component",
        instantiation: "sync",
        minify: true,
        noComponentErrorWrapping: false,
        emitTypescriptDeclarations: false,
        nodejsCompat: false,
        wasiShim: false,
    };
    const { files, imports } = await transpileBytes(component, options);
    for (const core of Object.keys(files).filter(isCore)) files[core] = boundMemories(files[core]);
    const folder = path.join(site, "components", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, path.basename(name)), bytes);
    const cores = Object.keys(files).filter(isCore).map((name) => path.basename(name));
    writeFileSync(path.join(folder, "cores.json"), JSON.stringify(cores));
    const sizesOf = (is) => sizeOf(Object.keys(files).filter(is).map((name) => files[name]));
    return { imports, modules: cores.length, component: sizeOf([component]), glue: sizesOf(isGlue), cores: sizesOf(isCore) };
}

const isCore = (name) => name.endsWith(".wasm");
const isGlue = (name) => name.endsWith(".js");

function sizeOf(parts) {
    const sum = (of) => parts.reduce((total, part) => total + of(part), 0);
    return { bytes: sum((part) => part.length), gzip: sum((part) => gzipSync(part).length) };
}
