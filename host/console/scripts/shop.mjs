// Shapes the demo shop of one tenant over the public API.

import { randomUUID } from "node:crypto";
import { CATEGORIES, GOODS, LOYALTY, PROMOTIONS } from "./goods.mjs";
import { apiOf } from "./server.mjs";

/** The plugins of the shop, in the order in which they are asked. */
export const PLUGINS = ["promotions", "loyalty"];

/** Who works there. */
export const STAFF = [
    { login: "lin", name: ["林小满", "Lin Xiaoman"], role: "cashier", pin: "4711" },
    { login: "zhou", name: ["周店长", "Zhou Yan"], role: "store-manager", pin: "2580" },
];

/** Makes stores, tills, goods, prices, stock, members and plugins. Gives the ids that tests ask for. */
export async function shape(address, adminToken, releases, language = "zh") {
    const api = apiOf(address, adminToken);
    const zh = language === "zh";
    const ids = { entity: randomUUID(), hq: randomUUID(), store: randomUUID(), tills: [randomUUID(), randomUUID()], list: randomUUID() };

    await api("PUT", `/v1/legal-entities/${ids.entity}`, { name: zh ? "澜山商贸有限公司" : "Lanshan Trading Ltd.", currency: "CNY", tax_mode: "inclusive", tax_id: "91330100MA00000000" });
    const unit = (kind, code, name, parent) => ({ kind, code, name, parent, legal_entity: ids.entity, time_zone: "Asia/Shanghai", cash_unit_minor: 10 });
    await api("PUT", `/v1/org-units/${ids.hq}`, unit("hq", "HQ", zh ? "总部" : "Head office", null));
    await api("PUT", `/v1/org-units/${ids.store}`, unit("store", "S01", zh ? "澜山·湖滨店" : "Lanshan Lakeside", ids.hq));
    for (const [index, till] of ids.tills.entries()) {
        await api("PUT", `/v1/terminals/${till}`, { code: `T${index + 1}`, name: zh ? `${index + 1} 号台` : `Till ${index + 1}`, store: ids.store });
    }
    const rate = (ppm) => [{ legal_entity: ids.entity, ppm, valid_from: "2020-01-01" }];
    await api("PUT", "/v1/tax-classes/standard", { name: zh ? "标准税率 13%" : "Standard 13%", rates: rate(130_000) });
    await api("PUT", "/v1/tax-classes/food", { name: zh ? "农产品 9%" : "Food 9%", rates: rate(90_000) });

    const variants = new Map(GOODS.map(({ sku }) => [sku, randomUUID()]));
    const products = GOODS.map((goods) => ({
        id: randomUUID(),
        name: zh ? goods.zh : goods.en,
        category: CATEGORIES[goods.category][zh ? 0 : 1],
        tags: [goods.category],
        tax_class: ["fresh", "dairy"].includes(goods.category) ? "food" : "standard",
        unit_of_measure: goods.measured ? "kg" : "piece",
        measured: goods.measured ?? false,
        variants: [{ id: variants.get(goods.sku), sku: goods.sku, stock_units: 1, barcodes: [{ code: goods.barcode, stock_units: 1 }] }],
    }));
    await api("POST", "/v1/products/batch", { products });
    await api("PUT", `/v1/price-lists/${ids.list}`, { name: "Retail", currency: "CNY", kind: "retail" });
    await api("POST", "/v1/prices/batch", {
        prices: GOODS.map(({ sku, price }) => ({ list: ids.list, variant: variants.get(sku), unit_price_minor: price })),
    });
    await api("POST", "/v1/stock/receipts", {
        id: randomUUID(),
        location: ids.store,
        occurred_at_ms: Date.now(),
        lines: GOODS.map(({ sku }) => ({ variant: variants.get(sku), quantity: "200" })),
    });
    const members = ["M10001", "M10002", "M10003"].map((code) => ({ id: randomUUID(), code }));
    await api("POST", "/v1/members/batch", { members });

    for (const [position, release] of releases.entries()) {
        const { digest } = await api("POST", "/v1/packages/fetch", release);
        const { consent } = await api("GET", `/v1/packages/${digest}/asks`);
        const settings = release.name === "loyalty" ? LOYALTY : { group_pick: "best" };
        await api("PUT", `/v1/installations/${randomUUID()}`, { package: digest, consent, is_enabled: true, position, cap_ppm: 800_000, settings });
    }
    await api("POST", "/v1/plugins/promotions/collections/promotions/documents", {
        documents: PROMOTIONS.map((body) => ({ key: body.id, body })),
    });
    for (const { login, name, role, pin } of STAFF) {
        const id = randomUUID();
        await api("PUT", `/v1/users/${id}`, { login, name: name[zh ? 0 : 1], grants: [{ role, at: ids.store }] });
        await api("PUT", `/v1/users/${id}/pin`, { pin });
    }
    return { ...ids, members, variants };
}

/** A code that makes a device the shop's till of this number. */
export async function pairingCode(address, adminToken, shop, till) {
    return (await apiOf(address, adminToken)("POST", `/v1/terminals/${shop.tills[till]}/pairing`)).code;
}
