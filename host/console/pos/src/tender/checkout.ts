// From a paid ticket to a sale in the books, or in the queue. The sale is written down before it is sent.

import { Refusal, Unreachable, api, data } from "../api/client";
import type { Override, Sale } from "../api/types";
import { db } from "../offline/db";
import { type Journalled, record } from "../offline/journal";
import { bodyOf } from "../offline/outbox";
import { mintNumber, session } from "../session/session";
import { type Cart, basketOf } from "../sell/cart";
import type { Priced } from "../sell/priced";
import { quantityText } from "../lib/money";
import { type Taken, dueOf, tendersOf } from "./tenders";

export type Checkout =
    /** In the books. */
    | { is: "sold"; entry: Journalled; sale: Sale }
    /** Sold; will be sent. */
    | { is: "queued"; entry: Journalled }
    /** Nothing sold: the price is not what the customer saw. */
    | { is: "price_changed" }
    /** A charge may or may not have begun; the same again tells. */
    | { is: "unknown"; entry: Journalled };

/** Numbers of tickets that were refused once: the next try keeps its number. */
const numbers = new Map<string, string>();

/** The entry of a ticket that is paid. */
export async function entryOf(cart: Cart, priced: Priced, taken: Taken[], overrides: Override[]): Promise<Journalled> {
    const { store, terminal, cashier } = session();
    const number = numbers.get(cart.id) ?? (await mintNumber());
    numbers.set(cart.id, number);
    const due = dueOf(priced.totalMinor, taken, priced.cashUnitMinor);
    const entry: Journalled = {
        id: cart.id,
        number,
        state: "sending",
        occurredAtMs: Date.now(),
        cashier,
        currency: priced.currency,
        totalMinor: priced.totalMinor,
        cashRoundingMinor: due.cashRoundingMinor,
        changeMinor: due.changeMinor,
        isShelfPriced: priced.source === "shelf",
        basket: basketOf(cart, store.id, terminal.id),
        tenders: tendersOf(taken),
        overrides,
        body: null,
        priced,
        lineNames: cart.lines.map((line) => ({
            name: line.name,
            quantity: quantityText(line.quantityMicros),
            unit: line.unit,
        })),
        conflict: null,
        sale: null,
        attempts: 0,
    };
    if (priced.digest === null) return entry;
    return { ...entry, body: bodyOf(entry, { digest: priced.digest, total_minor: priced.totalMinor }) };
}

/** Sells. A refusal leaves nothing behind and is thrown. */
export async function checkout(entry: Journalled, isOnline: boolean): Promise<Checkout> {
    // Another window of this till may have sold the ticket that both of them restored: it is sold once.
    const known = await db().journal.get(entry.id);
    if (known && known.state !== "sending") {
        return known.sale ? { is: "sold", entry: known, sale: known.sale } : { is: "queued", entry: known };
    }
    const isAsked = (entry.tenders ?? []).some(({ method, pending }) => pending || method.startsWith("pay:"));
    if (!entry.body || (!isOnline && !isAsked)) {
        const queued: Journalled = { ...entry, state: "queued" };
        await record(queued);
        return { is: "queued", entry: queued };
    }
    await record(entry);
    try {
        const sale = await data(
            api.PUT("/v1/sales/{id}", { params: { path: { id: entry.id } }, body: entry.body }),
        );
        const sent: Journalled = { ...entry, state: "sent", sale, attempts: 1 };
        await record(sent);
        return { is: "sold", entry: sent, sale };
    } catch (error) {
        const isUnclear = error instanceof Unreachable || (error instanceof Refusal && error.isTransient);
        if (isUnclear && isAsked) return { is: "unknown", entry };
        if (isUnclear) {
            // The money is in the drawer: the sale stands, and the same request goes out until it is answered.
            const queued: Journalled = { ...entry, state: "queued", attempts: 1 };
            await record(queued);
            return { is: "queued", entry: queued };
        }
        await db().journal.delete(entry.id);
        if (error instanceof Refusal && error.code === "price_changed") return { is: "price_changed" };
        throw error;
    }
}
