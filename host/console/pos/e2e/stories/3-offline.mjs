import assert from "node:assert/strict";
import { barcodeOf } from "../../../scripts/goods.mjs";

const receiptId = (till) => till.page.getByTestId("receipt").getAttribute("data-sale");

/** Waits until nothing waits to be sent. */
async function synced(till) {
    await till.page.waitForFunction(() => {
        const text = document.querySelector('[data-testid="network"]')?.textContent ?? "";
        return text.includes("在线") && !text.includes("待");
    });
}

/** Sells one article for cash while the network is away. */
async function sellOffline(till, article, cash) {
    await till.scan(barcodeOf(article));
    await till.priced("shelf");
    await till.pay();
    await till.take("cash", cash);
    const number = await till.done("queued");
    const id = await receiptId(till);
    await till.next();
    return { id, number };
}

/** Every sale of the store with an id. */
async function countOf(world, ids) {
    const { items } = await world.admin("GET", `/v1/sales?store=${world.shop.store}&limit=500`);
    return ids.map((id) => items.filter((sale) => sale.id === id).length);
}

export default {
    "two tills sell offline, one browser restarts, everything is in the books once": async ({ world, open }) => {
        const [one, two] = [await open(0), await open(1)];
        world.network.isDown = true;
        const sold = [await sellOffline(one, "Fresh milk", "20"), await sellOffline(one, "Plain yoghurt", "10"), await sellOffline(two, "Milk toast", "20")];
        await one.scan(barcodeOf("Scallion"));
        await one.priced("shelf");
        await one.restart();
        await one.priced("shelf");
        assert.equal(await one.amount("total"), 880, "the ticket in progress is there again");
        assert.match(await one.page.getByTestId("network").innerText(), /离线 · 2 单待上传/);
        assert.equal(new Set(sold.map(({ number }) => number)).size, 3);
        world.network.isDown = false;
        await synced(one);
        await synced(two);
        const ids = sold.map(({ id }) => id);
        assert.deepEqual(await countOf(world, ids), [1, 1, 1]);
        const milk = await world.admin("GET", `/v1/sales/${ids[0]}`);
        assert.deepEqual([milk.number, milk.total_minor, milk.change_minor], [sold[0].number, 1690, 310]);
        await one.page.waitForFunction(() => !document.querySelector('[data-testid="shelf"]'));
    },

    "the page itself loads without the network": async ({ world, open }) => {
        const till = await open(0);
        await till.page.evaluate(() => navigator.serviceWorker.ready);
        await till.page.reload();
        await till.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        await till.context.setOffline(true);
        world.network.isDown = true;
        await till.page.reload();
        await till.page.locator("[data-sku]").first().waitFor();
        await till.scan(barcodeOf("Red bean"));
        await till.priced("shelf");
        assert.equal(await till.amount("total"), 700);
        await till.context.setOffline(false);
    },

    "an answer that is lost leaves one sale, not two": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Potato crisps, sea"), barcodeOf("Potato crisps, tomato"));
        await till.pay();
        let dropped = 0;
        world.network.dropAnswers = (request) => request.method === "PUT" && request.url.startsWith("/v1/sales/") && ++dropped > 0;
        await till.take("cash", "20");
        await till.done("queued");
        const id = await receiptId(till);
        assert.ok(dropped > 0);
        assert.deepEqual(await countOf(world, [id]), [1], "the host has it, the till does not know");
        world.network.dropAnswers = null;
        await till.next();
        await synced(till);
        assert.deepEqual(await countOf(world, [id]), [1]);
        const sale = await world.admin("GET", `/v1/sales/${id}`);
        assert.equal(sale.total_minor, 790 + 395, "with the discount that was quoted");
    },

    "a ticket that two windows of a till restored is sold once": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Cream"));
        const other = await till.context.newPage();
        await other.goto(world.url);
        await other.locator('[data-testid="ticket"][data-state="priced"]').waitFor();
        await till.page.bringToFront();
        await till.pay();
        await till.take("cash", "25");
        const number = await till.done("sent");
        const id = await receiptId(till);
        await other.bringToFront();
        await other.getByTestId("pay").click();
        await other.locator('.methods [data-method="card"]').click();
        await other.locator('[data-testid="done"][data-state="sent"]').waitFor();
        assert.equal(await other.getByTestId("number").innerText(), number, "the receipt of the one sale there is");
        const sale = await world.admin("GET", `/v1/sales/${id}`);
        assert.deepEqual(sale.tenders.map(({ method }) => method), ["cash"]);
        assert.deepEqual(await countOf(world, [id]), [1]);
    },

    "a quote that was there before the network went is what is sold": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Potato crisps, sea"), barcodeOf("Potato crisps, tomato"));
        world.network.isDown = true;
        await till.pay();
        await till.take("cash", "20");
        await till.done("queued");
        const id = await receiptId(till);
        await till.next();
        world.network.isDown = false;
        await synced(till);
        assert.equal((await world.admin("GET", `/v1/sales/${id}`)).total_minor, 1185);
    },

    "a sale that promotions would have made cheaper is a person's to decide, and is booked then": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        world.network.isDown = true;
        await till.scan(barcodeOf("Potato crisps, sea"));
        await till.scan(barcodeOf("Potato crisps, tomato"));
        await till.priced("shelf");
        assert.equal(await till.amount("total"), 1580, "shelf prices");
        await till.pay();
        await till.take("cash", "20");
        await till.done("queued");
        const id = await receiptId(till);
        await till.next();
        world.network.isDown = false;
        await page.waitForFunction(() => document.querySelector('[data-testid="network"]').textContent.includes("待处理"));
        assert.deepEqual(await countOf(world, [id]), [0], "nothing is corrected in silence");
        await page.getByTestId("network").click();
        assert.match(await page.getByTestId("sale-row").first().innerText(), /实收 ¥15\.80，按现行促销应为 ¥11\.85/);
        await page.getByTestId("give-back").click();
        await page.getByText("请退还顾客 ¥3.95").waitFor();
        const sale = await world.admin("GET", `/v1/sales/${id}`);
        assert.deepEqual([sale.total_minor, sale.tenders[0].amount_minor], [1185, 2000]);
    },

    "a price that rose meanwhile is booked as it was sold, when a person says so": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        const { shop } = world;
        world.network.isDown = true;
        const { id } = await sellOffline(till, "AA batteries", "20");
        const variant = shop.variants.get("1042");
        await world.admin("POST", "/v1/prices/batch", { prices: [{ list: shop.list, variant, unit_price_minor: 1490, valid_from_ms: Date.now() - 1000 }] });
        world.network.isDown = false;
        await page.waitForFunction(() => document.querySelector('[data-testid="network"]').textContent.includes("待处理"));
        await page.getByTestId("network").click();
        await page.getByTestId("as-sold").click();
        await synced(till);
        await page.locator('[data-testid="sale-row"][data-state="sent"]').waitFor();
        const sale = await world.admin("GET", `/v1/sales/${id}`);
        assert.deepEqual([sale.total_minor, sale.discount_minor, sale.lines[0].original_minor], [1290, 200, 1490]);
    },
};
