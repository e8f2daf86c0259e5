// Makes the components: the Rust guest, the QuickJS guest, the guests of other contract versions.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sectionsOf, withSections } from "./binary.mjs";
import { Missing, filesOf, here, output, repository, run, target } from "./shell.mjs";

const COMPONENT_EXPORTS = 11;
const TARGET = "wasm32-unknown-unknown";

/** The Rust guest, built with the compiler that builds plugins. */
export async function rustGuest() {
    const { componentNew } = await import("@bytecodealliance/jco-transpile/wasm-tools");
    const folder = path.join(output, "guest-rust");
    run("cargo", ["build", "--quiet", "--lib", "--profile", "guest", "--target", TARGET], {
        cwd: path.join(here, "guest-rust"),
        env: { CARGO_TARGET_DIR: folder, ...toolchain() },
    });
    const core = readFileSync(path.join(folder, TARGET, "guest", "bodega_browser_guest.wasm"));
    return keep("rust", await componentNew(core, []));
}

/** The QuickJS guest. The world's packages are copied beside it, for that is where WIT tools look for them. */
export async function quickJsGuest() {
    const { componentize } = await import("componentize-qjs");
    const source = path.join(here, "guest-qjs");
    const wit = path.join(output, "guest-qjs");
    mkdirSync(path.join(wit, "deps"), { recursive: true });
    cpSync(path.join(source, "world.wit"), path.join(wit, "world.wit"));
    for (const name of ["base", "basket", "pricing"]) {
        cpSync(path.join(repository, "wit", name), path.join(wit, "deps", name), { recursive: true });
    }
    const jsSource = readFileSync(path.join(source, "guest.js"), "utf8");
    const { component } = await componentize({ witPath: wit, jsSource, world: "guest", sync: true, stubWasi: true });
    return keep("quickjs", withoutInit(component));
}

/**
 * Takes back the export `init` that componentize-qjs leaves in every component: it set the script up before the
 * memory was frozen, it is no extension point, and the host refuses a component that exports anything else.
 */
function withoutInit(component) {
    const exportOf = Buffer.from([1, 0, 4, ...Buffer.from("init")]);
    const isInit = ({ id, body }) => id === COMPONENT_EXPORTS && exportOf.equals(body.subarray(0, exportOf.length));
    const sections = [...sectionsOf(component)];
    const kept = sections.filter((section) => !isInit(section));
    if (kept.length !== sections.length - 1) throw new Error("componentize-qjs exports `init` in another way than it did");
    return withSections(component, kept.map(({ whole }) => whole));
}

/** Guests built against the contract before and after it grew, by name. */
export function growthGuests() {
    const folder = path.join(output, "growth");
    server(["growth", "--out", folder]);
    return new Map(filesOf(folder, ".wasm").map((file) => [path.parse(file).name, path.join(folder, file)]));
}

/** A component that `cargo xtask plugins` has built, or undefined. */
export function builtPlugin(name) {
    const folder = process.env.BODEGA_PLUGINS_DIR || path.join(target, "plugins");
    const file = path.join(folder, `${name}.wasm`);
    return existsSync(file) ? file : undefined;
}

/** Runs the server's half. */
export function server(args) {
    return run("cargo", ["run", "--quiet", "--package", "bodega-browser-server", "--", ...args], {
        env: { RUST_BACKTRACE: "0" },
    });
}

function keep(name, component) {
    const folder = path.join(output, "components");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name}.wasm`);
    writeFileSync(file, component);
    return file;
}

/** What cargo needs to build guests: nothing where rustc has the target, else the toolchain that xtask made. */
function toolchain() {
    if (hasInstalledStd()) return {};
    if (!unpacked()) run("cargo", ["xtask", "plugins"]);
    if (hasInstalledStd()) return {};
    const home = unpacked();
    if (!home) throw new Missing(`no standard library for ${TARGET}: \`cargo xtask doctor\` says what to do`);
    const libraries = path.join(home, "usr/lib");
    const linker = readdirSync(libraries).map((name) => path.join(libraries, name, "bin/wasm-ld")).find(existsSync);
    return { RUSTC: path.join(home, "rustc"), CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker };
}

function hasInstalledStd() {
    const folder = run("rustc", ["--print", "target-libdir", "--target", TARGET]).trim();
    return filesOf(folder, ".rlib").some((name) => name.startsWith("libstd-"));
}

/** See xtask/src/debian.rs. */
function unpacked() {
    const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "bodega");
    const found = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith("wasm-toolchain-")) : [];
    return found.map((name) => path.join(cache, name)).find((home) => existsSync(path.join(home, "READY")));
}
