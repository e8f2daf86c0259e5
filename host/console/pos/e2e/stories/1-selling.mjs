import assert from "node:assert/strict";
import { barcodeOf } from "../../../scripts/goods.mjs";

/** The sale with a number, as the books have it. */
async function saleOf(world, till) {
    const id = await till.page.getByTestId("receipt").getAttribute("data-sale");
    return world.admin("GET", `/v1/sales/${id}`);
}

export default {
    "a scanned basket is quoted, paid in cash, and in the books as it was shown": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Potato crisps, sea"), barcodeOf("Potato crisps, tomato"), barcodeOf("Fresh milk"));
        assert.equal(await till.amount("total"), 790 + 395 + 1690, "the second snack is half price");
        assert.match(await till.page.getByTestId("ticket").innerText(), /零食第二件半价/);
        await till.pay();
        await till.take("cash", "30");
        const number = await till.done("sent");
        assert.equal(await till.amount("change"), 3000 - 2880, "28.75 is 28.80 in cash");
        const sale = await saleOf(world, till);
        assert.equal(sale.number, number);
        assert.match(number, /^S01-T1-[2-9A-Z]{4}-\d{5}$/);
        assert.deepEqual([sale.status, sale.total_minor, sale.cash_rounding_minor, sale.change_minor], ["completed", 2875, 5, 120]);
        assert.equal(sale.id.split("-")[2][0], "7", "UUIDv7 of the till");
        const proof = await world.admin("GET", `/v1/sales/${sale.id}/explain`);
        assert.deepEqual([proof.is_proved, proof.differences], [true, []]);
    },

    "the same article scanned thrice is one line of three, keys change it": async ({ open }) => {
        const till = await open(0);
        const { page } = till;
        const code = barcodeOf("Mineral");
        await till.scanAll(code, code, code);
        assert.equal(await page.locator(".line").count(), 1);
        assert.equal(await till.amount("total"), 510, "three drinks: 15% off");
        await page.locator(".ticket h2").click();
        await page.keyboard.press("-");
        await page.waitForFunction(() => document.querySelector('[data-testid="total"]').textContent.includes("4.00"));
        await page.keyboard.press("Delete");
        await page.locator(".ticket .empty").waitFor();
    },

    "search finds by pinyin initials and by name, Enter sells three of it": async ({ open }) => {
        const till = await open(0);
        const { page } = till;
        await page.keyboard.press("F2");
        await page.keyboard.type("wlc", { delay: 80 });
        assert.match(await page.locator(".tile").first().innerText(), /乌龙茶饮/);
        await page.keyboard.press("Escape");
        await page.keyboard.type("3*冰红茶", { delay: 80 });
        await page.keyboard.press("Enter");
        await till.priced();
        assert.equal(await till.amount("total"), 1020, "3 x 4.00 less 15%");
    },

    "a weighed article asks for its weight; without one it is not sold": async ({ open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scan(barcodeOf("Fuji"));
        await page.locator("dialog[open]").waitFor();
        await page.keyboard.press("Escape");
        await page.locator(".ticket .empty").waitFor();
        await till.scan(barcodeOf("Fuji"));
        await page.locator("dialog[open]").waitFor();
        await page.keyboard.type("1.352", { delay: 60 });
        await page.keyboard.press("Enter");
        await till.priced();
        assert.equal(await till.amount("total"), 1731, "1.352 kg at 12.80");
    },

    "a gift is proposed, taken, and leaves when its reason leaves": async ({ open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Tea gift"));
        await page.locator(".notice.gift button").click();
        await page.locator(".line .badge").waitFor();
        await till.priced();
        assert.equal(await till.amount("total"), 29800 - 2500);
        assert.equal(await page.locator(".notice.gift").count(), 0, "it is offered once");
        await page.locator(".line").first().click();
        await page.keyboard.press("Delete");
        await page.locator(".ticket .empty").waitFor();
    },

    "card and cash share a bill; the host gets both tenders": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Longjing"));
        assert.equal(await till.amount("total"), 15800);
        await till.pay();
        await till.take("card", "100");
        assert.equal(await till.amount("left"), 5800);
        await till.take("cash", "60");
        await till.done("sent");
        const sale = await saleOf(world, till);
        assert.deepEqual(sale.tenders.map(({ method, amount_minor }) => [method, amount_minor]), [["card", 10000], ["cash", 6000]]);
        assert.equal(sale.change_minor, 200);
    },

    "a wallet waits until the cashier has seen the money": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Milk toast"));
        await till.pay();
        await till.take("external:wechat");
        await page.locator(".pending").waitFor();
        await page.locator(".pending-tender .primary").click();
        await till.done("sent");
        const sale = await saleOf(world, till);
        assert.equal(sale.status, "completed");
        assert.deepEqual(sale.tenders.map(({ method, state }) => [method, state]), [["external:wechat", "settled"]]);
    },

    "a sale that waits for money is found again after the browser restarts": async ({ world, open }) => {
        const till = await open(0);
        await till.scanAll(barcodeOf("Milk toast"));
        await till.pay();
        await till.take("external:wechat");
        await till.page.locator(".pending").waitFor();
        await till.restart();
        await till.page.locator(".ticket .empty").waitFor();
        await till.page.keyboard.press("F10");
        await till.page.getByTestId("go-on").first().click();
        await till.page.locator(".pending-tender .primary").click();
        await till.done("sent");
        assert.equal((await saleOf(world, till)).status, "completed");
    },

    "a wallet that does not pay makes room for cash": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Milk toast"));
        await till.pay();
        await till.take("external:alipay");
        await page.locator(".pending-tender .dialog-actions button").first().click();
        await page.locator('.pending [data-method="cash"]').click();
        await till.done();
        const sale = await saleOf(world, till);
        assert.equal(sale.status, "completed");
        assert.deepEqual(sale.tenders.filter(({ state }) => state === "settled").map(({ method }) => method), ["cash"]);
    },

    "a price that changes between quote and payment is shown, not taken": async ({ world, open }) => {
        const till = await open(0);
        const { shop } = world;
        await till.scanAll(barcodeOf("Laundry"));
        const before = await till.amount("total");
        await till.pay();
        const variant = shop.variants.get("1040");
        const price = (unit_price_minor, from) => world.admin("POST", "/v1/prices/batch", { prices: [{ list: shop.list, variant, unit_price_minor, valid_from_ms: from }] });
        await price(before + 500, Date.now() - 1000);
        await till.take("cash", "60");
        await till.page.waitForFunction((wanted) => document.querySelector('[data-testid="due"]')?.textContent.includes(wanted), ((before + 500) / 100).toFixed(2));
        await till.take("cash", "60");
        await till.done("sent");
        assert.equal((await saleOf(world, till)).total_minor, before + 500);
    },

    "a ticket is parked and recalled; another in progress takes its place": async ({ open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Cream"));
        await page.keyboard.press("F6");
        await page.locator(".ticket .empty").waitFor();
        await till.scanAll(barcodeOf("Croissants"));
        await page.keyboard.press("F7");
        await page.getByTestId("parked").first().click();
        await page.locator("dialog[open]").waitFor({ state: "detached" });
        await till.priced();
        assert.equal(await till.amount("total"), 2100);
        await page.keyboard.press("F7");
        await page.getByTestId("parked").waitFor();
        assert.match(await page.getByTestId("parked").innerText(), /可颂/);
    },

    "a member and a code change the price, and the reason is on the ticket": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Wholemeal"));
        await page.keyboard.press("F4");
        await page.keyboard.type("WELCOME10", { delay: 70 });
        await page.keyboard.press("Enter");
        await page.locator(".codes code").waitFor();
        await page.keyboard.press("Enter");
        await page.locator("dialog[open]").waitFor({ state: "detached" });
        await page.getByText("新客九折券").waitFor();
        assert.equal(await till.amount("total"), 1980);
        await page.keyboard.press("F3");
        await till.scan("M10002");
        await page.locator(".pill.on", { hasText: "M10002" }).waitFor();
        await till.priced();
        await till.pay();
        await till.take("cash", "20");
        await till.done("sent");
        assert.equal((await saleOf(world, till)).member, world.shop.members[1].id);
    },

    "points that a member earned pay for the next purchase": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        const member = world.shop.members[2];
        const withMember = async () => {
            await page.keyboard.press("F3");
            await till.scan(member.code);
            await page.locator(".pill.on", { hasText: member.code }).waitFor();
        };
        await till.scanAll(barcodeOf("Tea gift"));
        await withMember();
        await till.priced();
        await till.pay();
        await till.take("card");
        await till.done("sent");
        // Points come by event, after the sale.
        for (let tries = 0; tries < 100; tries++) {
            const { tags } = await world.admin("GET", `/v1/members/${member.id}`);
            if (tags.includes("loyalty:member")) break;
            await new Promise((resolve) => setTimeout(resolve, 200));
        }
        await till.next();
        await till.scanAll(barcodeOf("Milk toast"));
        await withMember();
        await page.keyboard.press("F3");
        await page.locator(".member-card .badge").first().waitFor();
        await page.locator(".inline-form button").click();
        await page.locator("dialog[open]").waitFor({ state: "detached" });
        await till.priced();
        assert.equal(await till.amount("total"), 1800 - 270, "270 points pay 2.70");
        await till.pay();
        await till.take("cash", "20");
        await till.done("sent");
        assert.equal((await saleOf(world, till)).total_minor, 1530);
    },

    // No party that charges stands behind the demo shop, so the page is told of a method, and its charge is an outside tender
    // of the real host that is settled from there.
    "a code that a plugin wants scanned is shown until the money is there": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        const shown = (text) => text.replaceAll("external:show", "pay:show");
        const method = { method: "pay:show", title: { "zh-CN": "收款码" }, flow: "merchant_presented", installation: "", plugin: "payer", refunds: "none", expires_s: 60 };
        await page.route("**/v1/payment-methods*", (route) => route.fulfill({ json: { items: [method] } }));
        let tender;
        await page.route("**/v1/sales/*", async (route) => {
            const request = route.request();
            if (request.method() === "PUT") {
                const body = request.postDataJSON();
                tender = body.tenders[0].id;
                Object.assign(body.tenders[0], { method: "external:show", pending: true });
                const answer = await route.fetch({ postData: JSON.stringify(body) });
                return route.fulfill({ response: answer, body: shown(await answer.text()) });
            }
            const answer = await route.fetch();
            return route.fulfill({ response: answer, body: shown(await answer.text()) });
        });
        await page.route("**/v1/payments?*", (route) =>
            route.fulfill({ json: { items: [{ id: "p", tender, state: "pending", waiting: { qr: "https://pay.example/42", message: { "zh-CN": "请用手机扫码" } } }] } }),
        );
        await till.scanAll(barcodeOf("Croissants"));
        await till.pay();
        await till.take("pay:show");
        await page.locator(".pending-tender .qr svg").waitFor();
        await page.getByText("请用手机扫码").waitFor();
        const sale = (await world.admin("GET", `/v1/sales?store=${world.shop.store}&status=awaiting_payment`)).items[0];
        await world.admin("POST", `/v1/sales/${sale.id}/payment`, { tender, outcome: "settled" });
        await till.done("sent");
        assert.equal((await world.admin("GET", `/v1/sales/${sale.id}`)).status, "completed");
    },

    "a phone sells by touch alone, in English": async ({ world, open }) => {
        const till = await open(1, { language: "en-GB", viewport: { width: 390, height: 844 }, isMobile: true });
        const { page } = till;
        await page.locator('[data-sku="1025"]').tap();
        await page.locator(".sides button").nth(1).tap();
        await till.priced();
        await page.locator(".line-tools .icon-button").nth(1).tap();
        await page.waitForFunction(() => document.querySelector('[data-testid="total"]').textContent.includes("17.60"));
        await till.priced();
        await page.getByTestId("pay").tap();
        await page.getByRole("button", { name: "¥20", exact: true }).tap();
        await till.done("sent");
        await page.getByText("Change to give").waitFor();
        assert.equal(await till.amount("change"), 240);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(overflow, 0, "nothing stands out of the screen");
        assert.equal((await saleOf(world, till)).total_minor, 1760);
    },

    "a session that ends leads to the PIN, a wrong one is refused, and the ticket is still there": async ({ world, open }) => {
        const till = await open(0);
        const { page } = till;
        await till.scanAll(barcodeOf("Cream"));
        const lin = (await world.admin("GET", "/v1/users")).items.find(({ login }) => login === "lin");
        for (const { id } of (await world.admin("GET", `/v1/users/${lin.id}/sessions`)).items) {
            await world.admin("DELETE", `/v1/users/${lin.id}/sessions/${id}`);
        }
        await till.scan(barcodeOf("Croissants"));
        await till.typePin({ login: "lin", pin: "0000" });
        await page.locator(".problem:not(:empty)").waitFor();
        await page.keyboard.type("4711", { delay: 60 });
        await page.keyboard.press("Enter");
        await till.priced();
        assert.equal(await till.amount("total"), 2100 + 1600);
    },

    "the customer's screen follows the ticket": async ({ open }) => {
        const till = await open(0);
        const display = await till.context.newPage();
        await display.goto(`${till.world.url}?display=1`);
        await display.getByText("欢迎光临").waitFor();
        await till.page.bringToFront();
        await till.scanAll(barcodeOf("Coconut"));
        await display.getByTestId("display-total").filter({ hasText: "8.90" }).waitFor();
        await till.pay();
        await till.take("cash", "10");
        await till.done("sent");
        await display.getByText("谢谢惠顾").waitFor();
        assert.match(await display.locator(".display-change").innerText(), /1\.10/);
    },
};
