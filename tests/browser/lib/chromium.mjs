// A static server on a free loopback port, and a Chromium that knows nothing of this machine.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { Missing, here, run } from "./shell.mjs";
import { site } from "./transpile.mjs";

const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
const FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };
// What a till may do: its own scripts, WebAssembly, no `eval`. Isolation also makes its clock fine enough to measure.
const HEADERS = {
    "content-security-policy":
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
};

/** Installs Chromium where it is missing and that is possible. */
export function needChromium() {
    if (existsSync(CHROMIUM)) return;
    const remedy = "apt-get install chromium";
    if (process.getuid?.() !== 0 || process.env.CHROMIUM || spawnSync("apt-get", ["--version"]).error) {
        throw new Missing(`${CHROMIUM} is not there: install it with \`${remedy}\`, or name another in CHROMIUM`);
    }
    console.log(`  ${CHROMIUM} is not there: ${remedy}`);
    const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, quiet: true };
    const install = () => run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], options);
    try {
        install();
    } catch {
        run("apt-get", ["update"], options);
        install();
    }
}

/**
 * Opens the page and gives `ask` (see page/main.js), what the page logs, the browser's version, and how to
 * end it all.
 */
export async function openPage() {
    const { chromium } = await import("playwright-core");
    const server = await serve();
    const { port } = server.address();
    // Playwright starts it headless, on a new and empty profile.
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const page = await browser.newPage();
    const log = [];
    page.on("console", (message) => log.push(message.text()));
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction(() => globalThis.ask !== undefined);
    const ask = (...args) => page.evaluate((args) => globalThis.ask(...args), args);
    const close = async () => {
        await browser.close();
        server.close();
    };
    return { ask, log, version: browser.version(), close };
}

function serve() {
    const server = http.createServer((request, response) => {
        const { pathname } = new URL(request.url, "http://localhost");
        const name = pathname === "/" ? "/index.html" : pathname;
        const folder = name.startsWith("/components/") ? site : path.join(here, "page");
        const file = path.join(folder, path.normalize(name));
        if (!existsSync(file)) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, { ...HEADERS, "content-type": TYPES[path.extname(file)] });
        response.end(readFileSync(file));
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
