import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { STAFF } from "../../../scripts/shop.mjs";

/** Installs a plugin that objects to some tags, and puts goods with them on the shelf, for one story. */
async function withObjections(world, tell) {
    const goods = [["9001", "黄酒", "adults"], ["9002", "召回玩具", "recalled"]].map(([sku, name, tag]) => ({ sku, name, tag, variant: randomUUID() }));
    const products = goods.map(({ sku, name, tag, variant }) => ({
        id: randomUUID(),
        name,
        tags: [tag],
        tax_class: "standard",
        variants: [{ id: variant, sku, barcodes: [{ code: `90000${sku}` }] }],
    }));
    await world.admin("POST", "/v1/products/batch", { products });
    await world.admin("POST", "/v1/prices/batch", {
        prices: goods.map(({ variant }) => ({ list: world.shop.list, variant, unit_price_minor: 2500 })),
    });
    const { digest } = await world.admin("POST", "/v1/packages/fetch", world.sampler);
    const { consent } = await world.admin("GET", `/v1/packages/${digest}/asks`);
    const installation = randomUUID();
    await world.admin("PUT", `/v1/installations/${installation}`, { package: digest, consent, is_enabled: true, position: 9, settings: {} });
    try {
        await tell();
    } finally {
        await world.admin("DELETE", `/v1/installations/${installation}`);
    }
}

export default {
    "an objection needs a manager's word, a refusal stops the sale": async ({ world, open }) =>
        withObjections(world, async () => {
            const sellWine = async (till) => {
                const { page } = till;
                await till.scan("900009001");
                await till.priced();
                await till.pay();
                await page.getByText("此商品：adults").waitFor();
                await till.take("cash", "30");
                assert.equal(await page.locator(".taken li").count(), 0, "no money before the word");
                await page.keyboard.press("Backspace");
                await page.keyboard.press("Backspace");
                await page.locator(".objections input").nth(0).fill("周店长");
                await page.locator(".objections input").nth(1).fill("已看证件");
                await page.locator(".objections input").nth(1).press("Enter");
                await page.getByText("周店长: 已看证件").waitFor();
                await till.take("cash", "30");
            };
            // The host asks whose session it is: a cashier cannot write a manager's word.
            const cashier = await open(1);
            await sellWine(cashier);
            await cashier.page.locator(".problem:not(:empty)").waitFor();
            const till = await open(0, { staff: STAFF[1] });
            const { page } = till;
            await sellWine(till);
            await till.done("sent");
            await till.next();
            await till.scan("900009002");
            await till.priced();
            await till.pay();
            await page.getByText("不能销售").waitFor();
            await till.take("cash", "30");
            assert.equal(await page.locator(".taken li").count(), 0);
        }),
};
