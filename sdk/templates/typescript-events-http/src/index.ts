import { definePlugin, jsonResponse } from "@bodega/sdk";
import * as memberEffects from "@bodega/sdk/data/member-effects";
import * as collectionEffects from "@bodega/sdk/host/collection-effects";
import * as collections from "@bodega/sdk/host/collections";
import * as settings from "@bodega/sdk/host/settings";

export default definePlugin({
    handle(event) {
        const { member } = event.payload.sale;
        if (member === undefined) return;
        const before = collections.get("visits", member);
        const count = (before ? JSON.parse(before.body).count : 0) + 1;
        // The version makes a repeat harmless: where another sale counted first, the host runs this again.
        collectionEffects.put("visits", member, JSON.stringify({ count }), before?.version ?? 0n);
        const { regular_from = 10 } = JSON.parse(settings.get());
        if (count === regular_from) memberEffects.addTag(member, "regular");
    },

    http(request) {
        const member = request.path.split("/")[2];
        const found = collections.get("visits", member);
        return jsonResponse(200, { member, visits: found ? JSON.parse(found.body).count : 0 });
    },
});
