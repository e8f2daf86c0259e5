import assert from "node:assert/strict";
import { barcodeOf } from "../../../scripts/goods.mjs";

export default {
    "one of two comes back by the receipt's number, from another till, to the card": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Potato crisps, sea"), barcodeOf("Potato crisps, tomato"));
        await till.pay();
        await till.take("card");
        const number = await till.done("sent");
        const other = await open(1);
        const { page } = other;
        await page.keyboard.press("F8");
        await page.locator(".inline-form input").fill(number);
        await page.locator(".inline-form button").click();
        await page.getByTestId("return-1").click();
        await page.waitForFunction(() => document.querySelector('[data-testid="refund"]').textContent.includes("3.95"));
        await page.getByTestId("make-return").click();
        await other.done("returned");
        const id = await page.getByTestId("receipt").getAttribute("data-sale");
        const done = await world.admin("GET", `/v1/returns/${id}`);
        assert.equal(done.refund_minor, 395);
        assert.deepEqual(done.tenders.map(({ method, amount_minor }) => [method, amount_minor]), [["card", 395]]);
        assert.match(done.number, /^S01-T2-/);
    },

    "what came back cannot come back again": async ({ open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Daily nuts"));
        await till.pay();
        await till.take("cash", "10");
        const number = await till.done("sent");
        const find = async () => {
            await page.keyboard.press("Escape");
            await page.locator(".sell").waitFor();
            await page.keyboard.press("F8");
            await page.locator(".inline-form input").fill(number);
            await page.locator(".inline-form button").click();
            await page.getByTestId("return-0").click();
        };
        await find();
        await page.getByTestId("make-return").click();
        await till.done("returned");
        await find();
        await page.getByText("可退数量不足").waitFor();
        assert.ok(await page.getByTestId("make-return").isDisabled());
    },
};
