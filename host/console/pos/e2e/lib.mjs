// What every end-to-end story needs: a server with the demo shop, the built till in front of it, browsers.

import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { Server, WORKSPACE, apiOf } from "../../scripts/server.mjs";
import { PLUGINS, STAFF, pairingCode, shape } from "../../scripts/shop.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A plugin that serves most points, for the stories that need one of them. */
const SAMPLER = "sampler";

/** How long a step may take, ms: a server of the development profile on a busy machine. */
const STEP_MS = 20_000;

/** What a scanner leaves between two keys, ms. */
const SCANNER_PAUSE_MS = 8;

/**
 * A reverse proxy that plays the network: `isDown` refuses connections, `dropAnswers` lets requests for a path through and
 * loses what comes back, so that nobody knows whether they were served.
 */
class Network {
    isDown = false;
    dropAnswers = null;
    #server;

    constructor(target) {
        const { hostname, port } = new URL(target);
        this.#server = http.createServer((request, response) => {
            if (this.isDown) return request.socket.destroy();
            const drop = this.dropAnswers?.(request) ?? false;
            const onward = http.request({ hostname, port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
                if (drop) {
                    answer.resume().on("end", () => request.socket.destroy());
                    return;
                }
                response.writeHead(answer.statusCode, answer.headers);
                answer.pipe(response);
            });
            onward.on("error", () => request.socket.destroy());
            request.pipe(onward);
        });
    }

    listen() {
        return new Promise((resolve) => {
            this.#server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${this.#server.address().port}`));
        });
    }

    close() {
        this.#server.closeAllConnections();
        this.#server.close();
    }
}

/** Everything up and running. */
export class World {
    static async open(options) {
        const world = new World();
        try {
            await world.#open(options);
            return world;
        } catch (error) {
            await world.close();
            throw error;
        }
    }

    async #open({ language = "zh" } = {}) {
        this.dataDir = mkdtempSync(path.join(tmpdir(), "bodega-pos-e2e-"));
        const binary = process.env.BODEGA_BINARY ?? path.join(WORKSPACE, "target/debug/bodega");
        this.server = new Server(binary, this.dataDir);
        const built = process.env.BODEGA_PLUGINS_DIR ?? path.join(WORKSPACE, "target/plugins");
        const folderOf = (plugin) => path.join(WORKSPACE, plugin === SAMPLER ? "tests" : "plugins", plugin);
        const releases = this.server.publish([...PLUGINS, SAMPLER], built, folderOf);
        this.sampler = releases.pop();
        const admin = this.server.createTenant("lanshan", "Lanshan");
        const address = await this.server.start();
        this.shop = await shape(address, admin, releases, language);
        this.admin = apiOf(address, admin);
        this.pair = (till) => pairingCode(address, admin, this.shop, till);
        this.network = new Network(address);
        const proxied = await this.network.listen();
        await this.#serveTill(proxied);
        this.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    }

    async #serveTill(api) {
        process.env.BODEGA_SERVER = api;
        if (!process.env.POS_BUILT) await build({ root: ROOT, logLevel: "warn" });
        const proxy = Object.fromEntries(["/v1", "/readyz"].map((where) => [where, { target: api }]));
        this.site = await preview({ root: ROOT, logLevel: "silent", preview: { port: 0, host: "127.0.0.1", strictPort: false, proxy } });
        this.url = this.site.resolvedUrls.local[0];
    }

    /** A browser profile of its own, signed in at a terminal: 0 or 1. */
    async till(terminal = 0, { language = "zh-CN", viewport = { width: 1280, height: 800 }, isMobile = false, staff = STAFF[0] } = {}) {
        const context = await this.browser.newContext({ locale: language, viewport, hasTouch: isMobile, deviceScaleFactor: 1 });
        const page = await context.newPage();
        page.setDefaultTimeout(STEP_MS);
        const till = new Till(this, context, page);
        await till.signIn(terminal, staff);
        return till;
    }

    async close() {
        await this.browser?.close();
        await new Promise((resolve) => this.site?.httpServer.close(resolve) ?? resolve());
        this.network?.close();
        await this.server?.stop();
        rmSync(this.dataDir, { recursive: true, force: true });
    }
}

/** One till's window, with the verbs of a cashier. */
export class Till {
    constructor(world, context, page) {
        this.world = world;
        this.context = context;
        this.page = page;
        this.errors = [];
        this.#hear(page);
    }

    #hear(page) {
        page.on("pageerror", (error) => this.errors.push(String(error)));
        page.on("console", (message) => {
            if (message.text().includes("Content Security Policy")) this.errors.push(message.text());
        });
    }

    async signIn(terminal, staff) {
        const { page, world } = this;
        await page.goto(world.url);
        await page.locator("form input").fill(await world.pair(terminal));
        await page.locator("form button.primary").click();
        await this.typePin(staff);
        await page.locator("[data-sku]").first().waitFor();
    }

    /** Signs somebody in at the paired till. */
    async typePin({ login, pin }) {
        await this.page.locator(`[data-login="${login}"]`).click();
        await this.page.keyboard.type(pin, { delay: 60 });
        await this.page.keyboard.press("Enter");
    }

    /** Closes the window and opens another of the same profile, as after a restart of the browser. */
    async restart() {
        await this.page.close();
        this.page = await this.context.newPage();
        this.page.setDefaultTimeout(STEP_MS);
        this.#hear(this.page);
        await this.page.goto(this.world.url);
        await this.page.locator(".status").waitFor();
    }

    /** Types as a scanner does: the keys carry the times of its own clock, however slow this machine is. */
    async scan(code) {
        this.keys ??= new WeakMap();
        if (!this.keys.has(this.page)) this.keys.set(this.page, await this.context.newCDPSession(this.page));
        const session = this.keys.get(this.page);
        const started = Date.now() / 1000;
        const keys = [...code].map((key) => ({ key, text: key }));
        keys.push({ key: "Enter", text: "\r", code: "Enter", windowsVirtualKeyCode: 13 });
        for (const [index, key] of keys.entries()) {
            const timestamp = started + (index * SCANNER_PAUSE_MS) / 1000;
            await session.send("Input.dispatchKeyEvent", { type: "keyDown", timestamp, ...key });
            await session.send("Input.dispatchKeyEvent", { type: "keyUp", timestamp, key: key.key });
        }
    }

    async scanAll(...codes) {
        for (const code of codes) await this.scan(code);
        await this.priced();
    }

    /** Waits until the ticket has its price. */
    async priced(source) {
        await this.page.locator('[data-testid="ticket"][data-state="priced"]').waitFor({ state: "attached" });
        if (source === "shelf") await this.page.getByTestId("shelf").waitFor({ state: "attached" });
    }

    /** The number in a text such as ¥12.50, in minor units. */
    async amount(testId) {
        return minorOf(await this.page.getByTestId(testId).innerText());
    }

    async pay() {
        await this.page.getByTestId("pay").click();
        await this.page.getByTestId("due").waitFor();
    }

    async take(method, amount) {
        if (amount !== undefined) await this.page.keyboard.type(amount);
        await this.page.locator(`.methods [data-method="${method}"]`).click();
    }

    /** The receipt's number once the sale is made. */
    async done(state) {
        await this.page.locator(`[data-testid="done"]${state ? `[data-state="${state}"]` : ""}`).waitFor();
        return this.page.getByTestId("number").innerText();
    }

    async next() {
        await this.page.locator(".receipt-actions .primary").click();
        await this.page.locator(".sell").waitFor();
    }

    async close() {
        await this.context.close();
    }
}

/** `¥1,234.50` as 123450. */
export function minorOf(text) {
    return Math.round(Number(text.replaceAll(/[^\d.-]/g, "")) * 100);
}
