import { expect, test } from "vitest";
import { Refusal, Unreachable } from "../api/client";
import type { PutSale, Quote, Sale } from "../api/types";
import type { Journalled } from "./journal";
import { type Host, bodyOf, send } from "./outbox";

const entry = {
    id: "sale",
    number: "S01-T1-AAAA-00001",
    state: "queued",
    occurredAtMs: 1,
    totalMinor: 1580,
    basket: { store: "s", terminal: "t", lines: [{ sku: "1", quantity: "1" }] },
    tenders: [{ id: "x", method: "cash", amount_minor: 1580 }],
    body: null,
    conflict: null,
    attempts: 0,
} as unknown as Journalled;
const quoted = (total: number, digest = `d${total}`) => ({ total_minor: total, digest }) as Quote;
const refusal = (code: string, status = 409) => new Refusal({ code, status, detail: code, title: "", type: "", instance: "" });

/** A host that remembers sales by id and body, as the real one does, and fails as the script says. */
function hostOf(script: { total?: number; digests?: string[]; puts?: (Error | "lose" | "ok")[] }) {
    const books = new Map<string, string>();
    const log: string[] = [];
    const host: Host = {
        async quote() {
            log.push("quote");
            return quoted(script.total ?? 1580, script.digests?.shift());
        },
        async putSale(id: string, body: PutSale) {
            log.push("put");
            const text = JSON.stringify(body);
            const known = books.get(id);
            const next = script.puts?.shift() ?? "ok";
            if (next instanceof Error && known === undefined) throw next;
            if (known !== undefined && known !== text) throw refusal("sale.key_reused");
            books.set(id, text);
            if (next === "lose") throw new Unreachable("lost");
            return { id } as Sale;
        },
    };
    return { host, books, log };
}

async function run(first: Journalled, host: Host) {
    const kept: Journalled[] = [];
    const sent = await send(first, host, async (one) => void kept.push(structuredClone(one)));
    return { ...sent, kept };
}

test("a sale without a quote is quoted, and its body is written down before it is sent", async () => {
    const { host, log } = hostOf({});
    const { state, kept, entry: after } = await run(entry, host);
    expect([state, log]).toEqual(["sent", ["quote", "put"]]);
    expect(kept.at(-1)?.body?.quote).toEqual({ total_minor: 1580, digest: "d1580" });
    expect(after).toMatchObject({ state: "sent", attempts: 1 });
});

test("after a lost answer the very same body goes out, though the rules have changed: one sale", async () => {
    const { host, books, log } = hostOf({ digests: ["before", "after"], puts: ["lose", "ok"] });
    const first = await run(entry, host);
    expect(first.state).toBe("later");
    const second = await run(first.entry, host);
    expect(second.state).toBe("sent");
    expect(log).toEqual(["quote", "put", "put"]);
    expect([...books.values()].map((text) => JSON.parse(text).quote.digest)).toEqual(["before"]);
});

test("a price that changed is quoted again only after the host said that nothing was sold", async () => {
    const { host, log } = hostOf({ digests: ["new"], puts: [refusal("price_changed")] });
    const { state } = await run({ ...entry, body: bodyOf(entry, quoted(1580, "old")) }, host);
    expect([state, log]).toEqual(["sent", ["put", "quote", "put"]]);
});

test("another total is a conflict for a person, and nothing is sent", async () => {
    const { host, books } = hostOf({ total: 1185 });
    const { state, entry: after } = await run(entry, host);
    expect(state).toBe("conflict");
    expect(after.conflict).toEqual({ code: "offline.price_differs", detail: "", hostTotalMinor: 1185 });
    expect(books.size).toBe(0);
});

test("a price that never holds still ends with a person", async () => {
    const changed = () => refusal("price_changed");
    const { host } = hostOf({ puts: [changed(), changed(), changed(), changed()] });
    expect((await run(entry, host)).entry).toMatchObject({ state: "conflict", conflict: { code: "price_changed" } });
});

test("what the host cannot do now is tried later; what it refuses is shown", async () => {
    for (const error of [refusal("internal", 503), refusal("busy", 429), refusal("token.invalid", 401), new Unreachable("")]) {
        expect((await run(entry, hostOf({ puts: [error] }).host)).state).toBe("later");
    }
    const { entry: after } = await run(entry, hostOf({ puts: [refusal("sale.number_taken")] }).host);
    expect(after.conflict?.code).toBe("sale.number_taken");
});
