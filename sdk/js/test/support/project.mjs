// An author's project as `npm install` would leave it: a copy with the SDK as it is published and links to what it brings along.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { home } from "../../build/generate.mjs";

/** Packs the SDK; gives the package's path. */
export function packed(t) {
    const folder = temporary(t);
    npm(home, ["run", "--silent", "prepack"]);
    const [{ filename }] = JSON.parse(npm(home, ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]));
    return path.join(folder, filename);
}

/** Copies a folder below `sdk/` into a place of its own and installs the package there; `run` is `npm run`. */
export function project(t, folder, sdk) {
    const copy = temporary(t);
    cpSync(path.join(home, "..", folder), copy, {
        recursive: true,
        filter: (file) => !/[/\\](node_modules|target)$/.test(file),
    });
    const [from, to] = [home, copy].map((folder) => path.join(folder, "node_modules"));
    for (const scope of ["", "@types", ".bin"]) link(path.join(from, scope), path.join(to, scope));
    const installed = path.join(to, "@bodega/sdk");
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["-xzf", sdk, "--strip-components=1", "-C", installed]);
    symlinkSync(path.join(installed, "bin/bodega-js-build.mjs"), path.join(to, ".bin/bodega-js-build"));
    return { folder: copy, run: (script, ...args) => npm(copy, ["run", "--silent", script, "--", ...args]) };
}

function temporary(t) {
    const folder = mkdtempSync(path.join(os.tmpdir(), "bodega-js-project-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

function link(from, to) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) {
        const isScope = name === ".bin" || name === "@types";
        if (!isScope && !existsSync(path.join(to, name))) symlinkSync(path.join(from, name), path.join(to, name));
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
