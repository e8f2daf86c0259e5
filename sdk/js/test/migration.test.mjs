// The point `migration.run`, natively: bodies as values in and out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { definePlugin, invalidInput } from "../dist/index.js";
import { TestHost } from "../dist/testing.js";

const plugin = definePlugin({
    migrate(version, { key, body }) {
        if (body.broken) throw invalidInput(`${key} cannot be migrated`);
        if (body.gone) return null;
        return "yuan" in body ? { fen: body.yuan * 100, from: version } : undefined;
    },
});
const note = (key, body) => ({ collection: "notes", key, body });

test("documents get new bodies, stay or go, in their order", () => {
    const bodies = new TestHost(plugin).migrate("0.9.0", [
        note("a", { yuan: 3 }),
        note("b", { fen: 1 }),
        note("c", { gone: true }),
    ]);
    assert.deepEqual(bodies, [{ fen: 300, from: "0.9.0" }, { fen: 1 }, null]);
});

test("what is thrown ends the upgrade", () => {
    const broken = () => new TestHost(plugin).migrate("0.9.0", [note("a", {}), note("b", { broken: true })]);
    assert.throws(broken, /b cannot be migrated/);
});
