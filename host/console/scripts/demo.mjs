// A shop to play with: node scripts/demo.mjs [--binary FILE] [--plugins DIR] [--listen HOST:PORT] [--language zh|en]
// It serves the API, and at /pos/ the till where it was built, until Ctrl-C; `npm run dev -w pos` shows a till at work.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Server, WORKSPACE } from "./server.mjs";
import { PLUGINS, STAFF, pairingCode, shape } from "./shop.mjs";

const { values } = parseArgs({
    options: {
        binary: { type: "string", default: process.env.BODEGA_BINARY ?? path.join(WORKSPACE, "target/debug/bodega") },
        plugins: { type: "string", default: process.env.BODEGA_PLUGINS_DIR ?? path.join(WORKSPACE, "target/plugins") },
        listen: { type: "string", default: "127.0.0.1:8080" },
        language: { type: "string", default: "zh" },
    },
});
const dataDir = mkdtempSync(path.join(tmpdir(), "bodega-pos-demo-"));
const server = new Server(values.binary, dataDir);
const releases = server.publish(PLUGINS, values.plugins);
const admin = server.createTenant("lanshan", "Lanshan");
const address = await server.start(values.listen);
const shop = await shape(address, admin, releases, values.language);
console.log(`the API is at ${address}`);
for (const till of [0, 1]) console.log(`till ${till + 1}: pairing code ${await pairingCode(address, admin, shop, till)} (good for ten minutes)`);
for (const { login, pin } of STAFF) console.log(`cashier ${login}: PIN ${pin}`);
console.log("member M10001, coupon WELCOME10");
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
    process.exit(0);
});
