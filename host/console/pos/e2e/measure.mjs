// From a scan to the priced line on the screen: node e2e/measure.mjs [SCANS]. Online with 7 rules, then offline; with the CPU
// as it is and four times slower. Prints percentiles; asserts nothing, for machines differ.

import { GOODS } from "../../scripts/goods.mjs";
import { World } from "./lib.mjs";

const scans = Number(process.argv[2] ?? 40);
const pieces = GOODS.filter(({ measured }) => !measured);
const world = await World.open();
try {
    const till = await world.till(0);
    const { page } = till;
    const cdp = await till.context.newCDPSession(page);
    // In the page, before the till listens: the time from the Enter of a scan until the ticket shows a price for it.
    await page.addInitScript(() => {
        globalThis.times = [];
        let started = 0;
        let before = "";
        const pieces = () => document.querySelector(".ticket .count")?.textContent ?? "";
        const begin = ({ key }) => {
            if (key === "Enter") [started, before] = [performance.now(), pieces()];
        };
        addEventListener("keydown", begin, { capture: true });
        new MutationObserver(() => {
            if (!started || pieces() === before || document.querySelector('[data-testid="ticket"]')?.dataset.state !== "priced") return;
            const from = started;
            started = 0;
            requestAnimationFrame(() => times.push(performance.now() - from));
        }).observe(document, { attributes: true, subtree: true, childList: true, characterData: true });
    });
    await page.reload();
    await page.locator("[data-sku]").first().waitFor();
    for (const isDown of [false, true]) {
        for (const rate of [1, 4]) {
            await cdp.send("Emulation.setCPUThrottlingRate", { rate });
            world.network.isDown = isDown;
            await page.evaluate(() => void (times.length = 0));
            for (let at = 0; at < scans; at++) {
                await till.scan(pieces[at % pieces.length].barcode);
                await page.waitForTimeout(250);
                await till.priced();
            }
            const times = (await page.evaluate(() => times)).sort((a, b) => a - b);
            const at = (share) => Math.round(times[Math.min(Math.floor(times.length * share), times.length - 1)]);
            console.log(`${isDown ? "offline" : "online"}, CPU /${rate}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms of ${times.length} scans`);
            await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
        }
    }
} finally {
    await world.close();
}
