// A server of our own for the demo and the end-to-end tests: packs and signs plugins, makes a tenant, runs `bodega serve`.

import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The workspace of the project. */
export const WORKSPACE = fileURLToPath(new URL("../../..", import.meta.url));

/** How long a started server may take until it says where it serves, ms: migrations and the first compile on a busy machine. */
const START_LIMIT_MS = 120_000;

/** What is set for a developer's own server must not meet ours. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("BODEGA_")));

export class Server {
    #binary;
    #dataDir;
    #child;
    address = "";

    constructor(binary, dataDir) {
        if (!existsSync(binary)) throw new Error(`there is no server at ${binary}; name one by BODEGA_BINARY`);
        this.#binary = binary;
        this.#dataDir = dataDir;
        mkdirSync(dataDir, { recursive: true });
    }

    #run(...args) {
        const done = spawnSync(this.#binary, ["--data-dir", this.#dataDir, ...args], { env: ENVIRONMENT, encoding: "utf8" });
        if (done.status !== 0) throw new Error(`bodega ${args.slice(0, 2).join(" ")} failed: ${done.stderr || done.error}`);
        return done.stdout;
    }

    /** Puts built plugins on the shelf of the server's marketplace. */
    publish(plugins, builtDir, folderOf = (plugin) => path.join(WORKSPACE, "plugins", plugin)) {
        const shelf = path.join(this.#dataDir, "first-party");
        mkdirSync(shelf, { recursive: true });
        const releases = plugins.map((plugin) => releaseOf(plugin, folderOf(plugin)));
        // A key stands for one publisher.
        const keyOf = (publisher) => path.join(shelf, `${publisher}.pem`);
        for (const publisher of new Set(releases.map(({ publisher }) => publisher))) this.#run("plugin", "keygen", keyOf(publisher));
        for (const { name: plugin, publisher } of releases) {
            const component = path.join(builtDir, `${plugin}.wasm`);
            if (!existsSync(component)) throw new Error(`${component} is missing; \`cargo xtask plugins\` builds it`);
            const archive = path.join(shelf, `${plugin}.tar`);
            this.#run("plugin", "pack", folderOf(plugin), component, archive);
            this.#run("plugin", "sign", archive, "--key", keyOf(publisher));
        }
        return releases;
    }

    /** Makes a merchant; gives its administrator's token. */
    createTenant(code, name) {
        const said = this.#run("tenant", "create", code, name);
        const token = /^token (\S+)/m.exec(said)?.[1];
        if (!token) throw new Error("`bodega tenant create` printed no token");
        return token;
    }

    /** Serves on `listen`; port 0 takes a free one. */
    async start(listen = "127.0.0.1:0") {
        const shelf = path.join(this.#dataDir, "first-party");
        const args = ["--data-dir", this.#dataDir, ...(existsSync(shelf) ? ["--first-party", shelf] : []), "--listen", listen, "serve"];
        const screens = path.join(WORKSPACE, "host/console/dist");
        const env = { ...ENVIRONMENT, ...(existsSync(path.join(screens, "pos/index.html")) && { BODEGA_CONSOLE: screens }) };
        const child = spawn(this.#binary, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
        this.#child = child;
        const log = path.join(this.#dataDir, "server.log");
        child.stderr.on("data", (chunk) => appendFileSync(log, chunk));
        const lines = createInterface({ input: child.stdout });
        this.address = await new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`the server did not start; see ${log}`)), START_LIMIT_MS);
            lines.on("line", (line) => {
                const address = /http:\/\/\S+/.exec(line)?.[0];
                if (!address) return;
                clearTimeout(timer);
                resolve(address.replace(/\/$/, ""));
            });
            child.on("exit", (code) => reject(new Error(`the server ended with ${code}; see ${log}`)));
        });
        for (let tries = 0; tries < 600; tries++) {
            const isReady = await fetch(`${this.address}/readyz`).then((answer) => answer.ok, () => false);
            if (isReady) return this.address;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("the server does not become ready");
    }

    /** Ends it and waits for its end. */
    async stop() {
        const child = this.#child;
        this.#child = undefined;
        if (!child || child.exitCode !== null) return;
        child.removeAllListeners("exit");
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await ended;
    }
}

function releaseOf(plugin, folder) {
    const text = readFileSync(path.join(folder, "bodega.toml"), "utf8");
    const value = (key) => new RegExp(`^${key} = "(.*)"`, "m").exec(text)?.[1];
    return { publisher: value("publisher"), name: plugin, version: value("version") };
}

/** The API with a token; refusals are thrown with the host's words. */
export function apiOf(address, token) {
    return async (method, where, body) => {
        const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) };
        const answer = await fetch(address + where, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${text}`);
        return text ? JSON.parse(text) : undefined;
    };
}
