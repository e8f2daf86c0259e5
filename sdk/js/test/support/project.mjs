// An author's project as `npm install` would leave it: a copy whose node_modules link to the SDK and what it brings along.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { execFileSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { home } from "../../build/generate.mjs";

/** Copies a folder below `sdk/` into a place of its own; gives its path and `npm run`. */
export function project(t, folder) {
    const copy = mkdtempSync(path.join(os.tmpdir(), "bodega-js-project-"));
    t.after(() => rmSync(copy, { recursive: true, force: true }));
    cpSync(path.join(home, "..", folder), copy, { recursive: true, filter: (file) => !/[/\\](node_modules|build)$/.test(file) });
    const modules = path.join(copy, "node_modules");
    link(path.join(home, "node_modules"), modules);
    link(path.join(home, "node_modules/@types"), path.join(modules, "@types"));
    mkdirSync(path.join(modules, "@bodega"), { recursive: true });
    symlinkSync(home, path.join(modules, "@bodega/sdk"));
    mkdirSync(path.join(modules, ".bin"));
    link(path.join(home, "node_modules/.bin"), path.join(modules, ".bin"));
    symlinkSync(path.join(home, "bin/bodega-js-build.mjs"), path.join(modules, ".bin/bodega-js-build"));
    return { folder: copy, run: (script, ...args) => npm(copy, ["run", "--silent", script, "--", ...args]) };
}

function link(from, to) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) {
        if (name !== ".bin" && name !== "@types" && !existsSync(path.join(to, name))) symlinkSync(path.join(from, name), path.join(to, name));
    }
}

function npm(cwd, args) {
    // A test runner inside of another would report to that one and print nothing.
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    try {
        return execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
        throw new Error(`npm ${args.join(" ")} failed:\n${error.stdout}${error.stderr}`);
    }
}
