import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { openDatabase } from "./db";
import { type Journalled, prune, queued, record, recover } from "./journal";

const entry = (id: string, state: Journalled["state"], occurredAtMs: number) => ({ id, state, occurredAtMs, number: id }) as Journalled;
let terminals = 0;

beforeEach(() => void openDatabase(`terminal-${++terminals}`));

test("what waits comes out oldest first; what was on its way when the window closed waits again", async () => {
    await Promise.all([entry("b", "queued", 2), entry("a", "queued", 1), entry("c", "sending", 3), entry("d", "sent", 0)].map(record));
    expect((await queued()).map(({ id }) => id)).toEqual(["a", "b"]);
    await recover();
    expect((await queued()).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("old sales are forgotten when they are in the books, and never before", async () => {
    await Promise.all([entry("sent", "sent", 0), entry("waits", "queued", 0), entry("odd", "conflict", 0)].map(record));
    await prune(40 * 86_400_000);
    expect((await openDatabase(`terminal-${terminals}`).journal.toCollection().primaryKeys()).sort()).toEqual(["odd", "waits"]);
});

test("a counter gives each number once, to windows that ask at the same time too", async () => {
    const database = openDatabase(`terminal-${terminals}`);
    const numbers = await Promise.all(Array.from({ length: 50 }, () => database.next("counter/AAAA")));
    expect(new Set(numbers).size).toBe(50);
    expect(Math.max(...numbers)).toBe(50);
    expect(await database.next("counter/BBBB")).toBe(1);
});
