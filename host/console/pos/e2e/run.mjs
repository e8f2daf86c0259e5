// The end-to-end stories, one after the other, against the real server and a real browser: npm run e2e [-- NAME...]
// BODEGA_BINARY and BODEGA_PLUGINS_DIR say where they are, CHROMIUM which browser. The last line counts.

import { readdirSync } from "node:fs";
import { World } from "./lib.mjs";

const names = process.argv.slice(2);
const files = readdirSync(new URL("./stories", import.meta.url)).filter((name) => name.endsWith(".mjs")).sort();
const stories = [];
for (const file of files) {
    for (const [name, tell] of Object.entries((await import(`./stories/${file}`)).default)) {
        if (names.length === 0 || names.some((wanted) => name.includes(wanted))) stories.push([name, tell]);
    }
}
const world = await World.open();
let failed = 0;
try {
    for (const [name, tell] of stories) {
        const started = performance.now();
        const tills = [];
        const open = async (...args) => {
            const till = await world.till(...args);
            tills.push(till);
            return till;
        };
        world.network.isDown = false;
        world.network.dropAnswers = null;
        try {
            await tell({ world, open });
            const errors = tills.flatMap((till) => till.errors);
            if (errors.length > 0) throw new Error(`the page failed: ${errors.join("; ")}`);
            console.log(`  ok      ${name} (${Math.round(performance.now() - started)} ms)`);
        } catch (error) {
            failed++;
            console.log(`  FAILED  ${name}\n${String(error.stack ?? error).replaceAll(/^/gm, "          ")}`);
            if (process.env.E2E_SHOTS) {
                for (const [at, till] of tills.entries()) {
                    await till.page.screenshot({ path: `${process.env.E2E_SHOTS}/failed-${stories.findIndex((story) => story[0] === name)}-${at}.png` }).catch(() => undefined);
                }
            }
        } finally {
            for (const till of tills) await till.close();
        }
    }
} finally {
    await world.close();
}
console.log(`${stories.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || stories.length === 0 ? 1 : 0;
