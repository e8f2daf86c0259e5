// Pictures of the main screens, in both languages, for a desktop and a phone: node e2e/shots.mjs DIR

import { mkdirSync } from "node:fs";
import path from "node:path";
import { barcodeOf } from "../../scripts/goods.mjs";
import { World } from "./lib.mjs";

const out = process.argv[2] ?? "shots";
mkdirSync(out, { recursive: true });

const VIEWS = [
    ["desktop", { width: 1280, height: 800 }, false],
    ["phone", { width: 390, height: 844 }, true],
];

for (const language of ["zh", "en"]) {
    const world = await World.open({ language });
    process.env.POS_BUILT = "1";
    try {
        for (const [name, viewport, isMobile] of VIEWS) {
            const shoot = (page, what) => page.screenshot({ path: path.join(out, `${name}-${language}-${what}.png`) });
            const till = await world.till(0, { language: language === "zh" ? "zh-CN" : "en-GB", viewport, isMobile });
            const { page } = till;
            const menu = async (at) => {
                await page.locator(".menu > button").click();
                await page.locator(".menu-list button").nth(at).click();
            };
            await menu(6);
            await page.locator(".staff button").first().waitFor();
            await shoot(page, "staff");
            await page.locator(".staff button").first().click();
            await page.keyboard.type("47", { delay: 50 });
            await shoot(page, "pin");
            await page.keyboard.type("11", { delay: 50 });
            await page.keyboard.press("Enter");
            await page.locator("[data-sku]").first().waitFor();
            const ticket = async () => isMobile && page.locator(".sides button").nth(1).click();
            await shoot(page, "empty");
            await till.scanAll(barcodeOf("Tea gift"), barcodeOf("Potato crisps, sea"), barcodeOf("Potato crisps, tomato"), barcodeOf("Sparkling water, lemon"), barcodeOf("Sparkling water, citrus"), barcodeOf("Cold brew"));
            await page.mouse.move(640, 4);
            await page.waitForTimeout(600);
            await shoot(page, "goods");
            await ticket();
            await shoot(page, "ticket");
            if (!isMobile) {
                await menu(5);
                await shoot(page, "dark");
                await menu(5);
                const display = await till.context.newPage();
                await display.setViewportSize({ width: 1024, height: 640 });
                await display.goto(`${world.url}?display=1`);
                await display.getByTestId("display-total").waitFor();
                await shoot(display, "display");
                await display.close();
                await page.bringToFront();
            }
            const gift = page.locator(".notice.gift button");
            await gift.first().click();
            await page.waitForTimeout(600);
            await till.scan(barcodeOf("Fuji"));
            await page.locator("dialog[open]").waitFor();
            await page.keyboard.type("1.352");
            await shoot(page, "weigh");
            await page.keyboard.press("Enter");
            await till.priced();
            await ticket();
            await page.waitForTimeout(300);
            await shoot(page, "ticket-gift");
            await page.keyboard.press("F3");
            await page.keyboard.type("M10001", { delay: 90 });
            await shoot(page, "member");
            await page.keyboard.press("Enter");
            await page.locator("dialog[open]").waitFor({ state: "detached" });
            await till.priced();
            await till.pay();
            await page.waitForTimeout(300);
            await till.take("card", "100");
            await shoot(page, "tender");
            await page.locator(".quick button").nth(2).click();
            await till.done();
            await page.waitForTimeout(300);
            await shoot(page, "receipt");
            await till.next();
            await page.keyboard.press("F8");
            await page.locator(".rows button").first().click();
            await page.getByTestId("return-0").click();
            await page.waitForTimeout(500);
            await shoot(page, "return");
            await page.keyboard.press("Escape");
            await page.keyboard.press("Escape");
            await page.locator(".sell").waitFor();
            world.network.isDown = true;
            await till.scan(barcodeOf("Fresh milk"));
            await till.priced("shelf");
            if (isMobile) await ticket();
            await shoot(page, "offline");
            await till.pay();
            await page.keyboard.press("Enter");
            await till.done("queued");
            await till.next();
            await page.keyboard.press("F10");
            await page.waitForTimeout(500);
            await shoot(page, "sales");
            world.network.isDown = false;
            if (till.errors.length > 0) console.log(till.errors);
            await till.close();
        }
    } finally {
        await world.close();
    }
}
