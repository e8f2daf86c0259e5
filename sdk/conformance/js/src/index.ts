import { definePlugin, reject } from "@bodega/sdk";
import * as messageEffects from "@bodega/sdk/data/message-effects";
import * as collectionEffects from "@bodega/sdk/host/collection-effects";
import * as collections from "@bodega/sdk/host/collections";
import * as settings from "@bodega/sdk/host/settings";
import { proposal } from "./price.js";
import { readSettings } from "./settings.js";

const LEGENDS = {
    "three-for-two": { "zh-CN": "买三付二", en: "3 for 2" },
    tuesday: { "zh-CN": "周二优惠", en: "Tuesday discount" },
};

export default definePlugin({
    compile(source) {
        return { rules: readSettings(source.settings()), legends: LEGENDS };
    },

    price(basket, rules) {
        return proposal(basket, rules);
    },

    handle(event) {
        if (event.type !== "sale.committed.v1") return;
        const { id, member } = event.payload.sale;
        if (member === undefined || collections.get("greeted", member)) return;
        messageEffects.send(member, "service", template(), "{}");
        collectionEffects.put("greeted", member, JSON.stringify({ sale: id }), 0n);
    },
});

function template(): string {
    try {
        return readSettings(JSON.parse(settings.get())).welcomeTemplate;
    } catch (error) {
        throw reject(`the settings cannot be read: ${(error as Error).message}`);
    }
}
