import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { utf8 } from "@bodega/sdk";
import type { Request } from "@bodega/sdk/host/egress";
import { TestHost } from "@bodega/sdk/testing";
import plugin from "../src/index.js";

function hostThatAnswers(...statuses: (number | "down")[]) {
    const requests: Request[] = [];
    const host = new TestHost(plugin, {
        settings: { app_id: "app-1" },
        secrets: { app_secret: "s3cret" },
        egress(request) {
            requests.push(request);
            const status = statuses.shift();
            if (status === undefined || status === "down") throw { payload: { tag: "unreachable", val: "no answer" } };
            return { status, headers: [], body: new Uint8Array() };
        },
    });
    for (const id of ["sale-1", "sale-2"])
        host.handle("sale.committed.v1", id, { sale: { id, number: `N-${id}`, total_minor: 990 } });
    return { host, requests };
}

test("each sale goes out once, signed", () => {
    const { host, requests } = hostThatAnswers(200, 201);
    host.job("relay");
    assert.deepEqual(host.store.documents, []);
    assert.equal(requests.length, 2);
    const [{ body, headers }] = requests;
    const sent = body.tag === "bytes" ? utf8.decode(body.val) : assert.fail();
    assert.equal(sent, `{"id":"sale-1","number":"N-sale-1","total_minor":990}`);
    const header = (name: string) => headers.find(([key]) => key === name)?.[1][0].val;
    const right = createHmac("sha256", "s3cret")
        .update(`app-1${header("x-timestamp")}${sent}`)
        .digest("hex");
    assert.equal(header("x-signature"), right);
    assert.equal(header("idempotency-key"), "sale-1");
});

test("a system that is down is tried again, and nothing is lost", () => {
    const { host } = hostThatAnswers("down");
    assert.throws(() => host.job("relay"), { tag: "retry", message: /no answer/ });
    assert.equal(host.store.documents.length, 2);
});

test("what went out before it fell silent stays done", () => {
    const { host } = hostThatAnswers(200, "down");
    host.job("relay");
    assert.deepEqual(
        host.store.documents.map(({ key }) => key),
        ["sale-2"],
    );
    assert.match(host.logs[0], /stopped after 1 sales/);
});

test("a sale that is refused waits for a person, a server error for the next run", () => {
    const { host } = hostThatAnswers(422, 503);
    host.job("relay");
    const states = host.store.documents.map(({ key, body }) => [key, JSON.parse(body).state]);
    assert.deepEqual(Object.fromEntries(states), { "sale-1": "refused", "sale-2": "waiting" });
});
