import { HostError, definePlugin, retry, utf8 } from "@bodega/sdk";
import * as clock from "@bodega/sdk/host/clock";
import * as collectionEffects from "@bodega/sdk/host/collection-effects";
import * as collections from "@bodega/sdk/host/collections";
import * as crypto from "@bodega/sdk/host/crypto";
import * as egress from "@bodega/sdk/host/egress";
import * as log from "@bodega/sdk/host/log";
import * as settings from "@bodega/sdk/host/settings";

const URL = "https://api.example.com/v1/orders";
/** Sales a run sends: with a second each a run stays well below its deadline. */
const BATCH = 10;
const TIMEOUT_MS = 3_000;

export default definePlugin({
    /** A sale waits in the outbox: the event is done however long the other system sleeps. */
    handle(event) {
        const { id, number, total_minor } = event.payload.sale;
        collectionEffects.put("outbox", id, JSON.stringify({ state: "waiting", number, total_minor }), 0n);
    },

    job() {
        const waiting = { tag: "text", val: "waiting" } as const;
        const { documents } = collections.find(
            "outbox",
            [{ field: "state", atLeast: waiting, atMost: waiting }],
            "",
            BATCH,
        );
        for (const [index, { key, version, body }] of documents.entries()) {
            const order = JSON.parse(body);
            let status;
            try {
                status = send(
                    key,
                    JSON.stringify({ id: key, number: order.number, total_minor: order.total_minor }),
                ).status;
            } catch (error) {
                if (!(error instanceof HostError)) throw error;
                // What went out before stays done; only a run that did nothing is tried again at once.
                if (index === 0) throw retry(error.message);
                return log.write("warn", `stopped after ${index} sales: ${error.message}`);
            }
            if (status < 300) collectionEffects.delete("outbox", key, version);
            else if (status < 500) {
                const refused = { ...order, state: "refused", reason: `HTTP ${status}` };
                collectionEffects.put("outbox", key, JSON.stringify(refused), version);
            } else log.write("warn", `${key}: HTTP ${status}`);
        }
    },
});

function send(id: string, body: string): egress.Response {
    const { app_id } = JSON.parse(settings.get());
    const timestamp = String(clock.nowMs());
    const signed = crypto.hmac("sha256", { tag: "secret", val: "app_secret" }, [
        { tag: "bytes", val: utf8.encode(`${app_id}${timestamp}${body}`) },
    ]);
    const text = (val: string): egress.Part[] => [{ tag: "text", val }];
    return egress.send({
        method: "POST",
        url: URL,
        query: [],
        headers: [
            ["content-type", text("application/json")],
            ["x-app-id", text(app_id)],
            ["x-timestamp", text(timestamp)],
            ["x-signature", text(hex(signed))],
            // A retry after a crash may send the sale again; the other side knows it by this.
            ["idempotency-key", text(id)],
        ],
        body: { tag: "bytes", val: utf8.encode(body) },
        redirects: 0,
        timeoutMs: TIMEOUT_MS,
    });
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
