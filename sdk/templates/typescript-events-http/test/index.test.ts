import assert from "node:assert/strict";
import { test } from "node:test";
import { TestHost } from "@bodega/sdk/testing";
import plugin from "../src/index.js";

const sale = (member?: string) => ({ sale: { id: "sale-1", member } });

test("the tenth visit makes a regular, once", () => {
    const host = new TestHost(plugin);
    host.store.put("visits", "m-1", { count: 8 });
    host.handle("sale.committed.v1", "sale-9", sale("m-1"));
    assert.equal(host.store.memberTags.get("m-1"), undefined);
    host.handle("sale.committed.v1", "sale-10", sale("m-1"));
    host.handle("sale.committed.v1", "sale-11", sale("m-1"));
    assert.deepEqual(host.store.memberTags.get("m-1"), ["regular"]);
    assert.equal(host.http("GET", "/visits/m-1", { route: "visits" }).text, `{"member":"m-1","visits":11}`);
});

test("the merchant says what makes a regular", () => {
    const host = new TestHost(plugin, { settings: { regular_from: 1 } });
    host.handle("sale.committed.v1", "sale-1", sale("m-1"));
    assert.deepEqual(host.store.memberTags.get("m-1"), ["regular"]);
});

test("a sale without a member records nothing", () => {
    assert.deepEqual(new TestHost(plugin).handle("sale.committed.v1", "sale-1", sale()), []);
});

test("who never came has no visits", () => {
    const { status, text } = new TestHost(plugin).http("GET", "/visits/m-2", { route: "visits" });
    assert.deepEqual([status, text], [200, `{"member":"m-2","visits":0}`]);
});
