import { describe, expect, test } from "vitest";
import type { Goods } from "../offline/db";
import { initialsOf } from "./pinyin";
import { Catalogue, HITS_MAX } from "./search";

const goods = (sku: string, name: string, more: Partial<Goods> = {}): Goods => ({
    sku,
    name,
    variant: sku,
    category: "",
    position: 0,
    priceMinor: 100,
    taxPpm: 130_000,
    measured: false,
    unit: "piece",
    stockUnits: 1,
    barcodes: {},
    tags: [],
    ...more,
});
const skus = (found: Goods[]) => found.map(({ sku }) => sku);

describe("initials", () => {
    test("common characters of every letter", () => {
        expect(initialsOf("安白茶大额方高黄酱咖龙蜜牛藕苹清肉酸糖乌鲜盐正")).toBe("abcdefghjklmnopqrstwxyz");
        expect(initialsOf("乌龙茶饮 500ml")).toBe("wlcy");
        expect(initialsOf("矿泉水")).toBe("kqs");
    });
});

describe("finding", () => {
    const catalogue = new Catalogue([
        goods("1001", "乌龙茶饮 无糖", { category: "饮料/茶", barcodes: { "6901234567892": 1 } }),
        goods("1002", "冰红茶", { category: "饮料/茶" }),
        goods("1003", "茶礼盒", { category: "茶叶" }),
        goods("2001", "Green tea", { category: "Tea", stockUnits: 1, barcodes: { "012345678905": 1, "6900000000006": 6 } }),
    ]);

    test("by name, initials, SKU and barcode; what begins with it comes first", () => {
        expect(skus(catalogue.find("茶"))).toEqual(["1003", "1001", "1002"]);
        expect(skus(catalogue.find("wlc"))).toEqual(["1001"]);
        expect(skus(catalogue.find("1002"))).toEqual(["1002"]);
        expect(skus(catalogue.find("6901234567892"))).toEqual(["1001"]);
        expect(skus(catalogue.find("GREEN te"))).toEqual(["2001"]);
        expect(catalogue.find("咖啡")).toEqual([]);
    });

    test("inside a category and those below it", () => {
        expect(skus(catalogue.find("", "饮料"))).toEqual(["1001", "1002"]);
        expect(catalogue.categories).toContain("Tea");
    });

    test("a pack's barcode sells its pieces, an UPC is found as EAN too", () => {
        expect(catalogue.code("6900000000006")).toMatchObject({ quantity: 6 });
        expect(catalogue.code("0012345678905")?.goods.sku).toBe("2001");
        expect(catalogue.code("1003")).toMatchObject({ quantity: 1 });
        expect(catalogue.code("nothing")).toBeUndefined();
    });

    test("50,000 items answer in a moment, and no more than fit the screen", () => {
        const many = new Catalogue(Array.from({ length: 50_000 }, (_, index) => goods(`S${index}`, `商品 茶叶 ${index}`, { barcodes: { [`20${index}`]: 1 } })));
        const started = performance.now();
        const found = many.find("茶叶 499");
        expect(performance.now() - started).toBeLessThan(250);
        expect(found).toHaveLength(HITS_MAX);
    });
});
