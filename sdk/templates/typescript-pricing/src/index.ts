import { Adjustment, definePlugin, divFloor, invalidSettings, taggedLines } from "@bodega/sdk";

interface Rules {
    tag: string;
    percent: number;
}

export default definePlugin<Rules>({
    compile(source) {
        const { tag = "tea", percent = 10 } = source.settings();
        if (typeof tag !== "string" || tag === "") throw invalidSettings("`tag` must name a product tag");
        if (!Number.isInteger(percent) || percent < 1 || percent > 100)
            throw invalidSettings("`percent` must be 1 to 100");
        return {
            rules: { tag, percent },
            legends: { "tag-discount": { "zh-CN": `${tag}优惠`, en: `Off ${tag}` } },
        };
    },

    price(basket, { tag, percent }) {
        const tagged = taggedLines(basket, tag);
        const gifts = new Set(basket.giftLines().map((gift) => gift.line));
        const lines = basket.lines();
        const units = [];
        let [line, first] = [-1, 0];
        for (const run of basket.units()) {
            if (run.line !== line) [line, first] = [run.line, 0];
            const wanted = divFloor(run.price * BigInt(percent), 100n);
            const room = run.price - lines[line].floor;
            const amount = wanted < room ? wanted : room;
            if (tagged.has(line) && !gifts.has(line) && amount > 0n)
                units.push({ line, first, count: run.count, amount });
            first += run.count;
        }
        return { adjustments: units.length > 0 ? [Adjustment.units("tag-discount", "line", units)] : [] };
    },
});
