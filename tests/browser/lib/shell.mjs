// Runs other programs, and says what to do where one is missing.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const repository = path.resolve(here, "../..");
export const target = path.resolve(process.env.CARGO_TARGET_DIR || path.join(repository, "target"));
/** Everything these tests make. */
export const output = path.join(target, "browser");

/** Something that a person has to provide; the message says how. */
export class Missing extends Error {}

/** Runs a program and gives what it printed; what it says on standard error is passed on. */
export function run(program, args, { cwd = repository, env = {}, quiet = false } = {}) {
    const done = spawnSync(program, args, {
        cwd,
        env: { ...process.env, ...env },
        encoding: "utf8",
        maxBuffer: 1 << 30,
        stdio: ["ignore", "pipe", quiet ? "pipe" : "inherit"],
    });
    if (done.error?.code === "ENOENT") throw new Missing(`${program} is not installed`);
    if (done.error) throw done.error;
    if (done.status !== 0) {
        throw new Error(`${program} ${args.slice(0, 3).join(" ")} ended with ${done.status ?? done.signal}\n${done.stderr ?? ""}`);
    }
    return done.stdout;
}

/** Files below a folder with this ending, by name. */
export function filesOf(folder, ending) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((name) => name.endsWith(ending)).sort();
}
