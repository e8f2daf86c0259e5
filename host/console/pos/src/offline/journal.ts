// Every sale of this till, from the moment the money was taken: what is sent, what waits, what a person must look at.
// A sale is written here before it is sent, with the very body; whatever happens then, the same body goes out again.

import type { Basket, PutSale, Sale } from "../api/types";
import type { Priced } from "../sell/priced";
import { db } from "./db";

/** `sending`: on its way for the first time, the cashier waits. `queued`: sold, not known to be in the books. `sent`: in the books. `conflict`: the host said no; a person decides. */
export type JournalState = "sending" | "queued" | "sent" | "conflict";

export type Conflict = {
    code: string;
    detail: string;
    /** What the host would charge, where it is about the price. */
    hostTotalMinor?: number;
};

export type Journalled = {
    id: string;
    number: string;
    state: JournalState;
    occurredAtMs: number;
    cashier: string;
    currency: string;
    /** What the customer paid, before cash rounding. */
    totalMinor: number;
    cashRoundingMinor: number;
    changeMinor: number;
    /** Sold without the host's price. */
    isShelfPriced: boolean;
    /** What was bought; priced again where it was not quoted. */
    basket: Basket;
    tenders: PutSale["tenders"];
    overrides: PutSale["overrides"];
    /** The very request, once its quote is known. Only a refusal that proves it was not sold may change it. */
    body: PutSale | null;
    /** What the customer was shown, for receipts. */
    priced: Priced;
    lineNames: { name: string; quantity: string; unit: string }[];
    conflict: Conflict | null;
    /** The sale as the books have it. */
    sale: Sale | null;
    attempts: number;
};

/** How long sent sales stay for reprints and returns, ms. */
const KEPT_MS = 31 * 86_400_000;

/** Writes a sale down. */
export async function record(entry: Journalled): Promise<void> {
    await db().journal.put(entry);
}

/** What waits to be sent, oldest first. */
export async function queued(): Promise<Journalled[]> {
    const rows = await db().journal.where("state").equals("queued").toArray();
    return rows.sort((a, b) => a.occurredAtMs - b.occurredAtMs || (a.id < b.id ? -1 : 1));
}

/** Forgets old sales that are in the books. */
export async function prune(nowMs: number): Promise<void> {
    const old = await db().journal.where("occurredAtMs").below(nowMs - KEPT_MS).toArray();
    await db().journal.bulkDelete(old.filter(({ state }) => state === "sent").map(({ id }) => id));
}

/** Takes up what a closed or crashed window left on its way: whether it arrived is not known, and sending it again is safe. */
export async function recover(): Promise<void> {
    await db().journal.where("state").equals("sending").modify({ state: "queued" });
}
