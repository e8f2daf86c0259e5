// Sends what was sold without an answer, one after the other, once each. The server recognises a body that it has seen; a body
// changes only after an answer that proves it was not sold (`price_changed`).

import { Refusal, Unreachable } from "../api/client";
import type { Basket, PutSale, Quote, Sale } from "../api/types";
import type { Conflict, Journalled } from "./journal";

/** How often a price may move between quote and sale before a person looks at it. */
const REQUOTES_MAX = 3;

export type Host = {
    quote(basket: Basket): Promise<Quote>;
    putSale(id: string, body: PutSale): Promise<Sale>;
};

export type Sent =
    | { entry: Journalled; state: "sent" | "conflict" }
    /** Nobody answered, or the host is not well: again later. */
    | { entry: Journalled; state: "later" };

/** Brings one sale into the books, or finds out why not. `keep` writes the entry down before each send. */
export async function send(entry: Journalled, host: Host, keep: (entry: Journalled) => Promise<void>): Promise<Sent> {
    let current: Journalled = { ...entry, attempts: entry.attempts + 1 };
    try {
        for (let round = 0; round < REQUOTES_MAX; round++) {
            if (!current.body) {
                const quote = await host.quote(current.basket);
                if (quote.total_minor !== current.totalMinor) return conflict(current, differs(quote));
                current = { ...current, body: bodyOf(current, quote) };
            }
            await keep(current);
            try {
                const sale = await host.putSale(current.id, current.body!);
                return { entry: { ...current, state: "sent", sale, conflict: null }, state: "sent" };
            } catch (error) {
                if (!(error instanceof Refusal) || error.code !== "price_changed") throw error;
                current = { ...current, body: null };
            }
        }
        return conflict(current, { code: "price_changed", detail: "the price keeps changing" });
    } catch (error) {
        if (error instanceof Unreachable) return { entry: current, state: "later" };
        // The token is not good any more: that is no fault of the sale.
        if (error instanceof Refusal && (error.isTransient || error.status === 401 || error.status === 403)) {
            return { entry: current, state: "later" };
        }
        if (error instanceof Refusal) return conflict(current, { code: error.code, detail: error.message });
        throw error;
    }
}

/** The request for a quote of a sale. */
export function bodyOf(entry: Journalled, quote: Pick<Quote, "digest" | "total_minor">): PutSale {
    return {
        ...entry.basket,
        number: entry.number,
        occurred_at_ms: entry.occurredAtMs,
        quote: { digest: quote.digest, total_minor: quote.total_minor },
        tenders: entry.tenders,
        ...(entry.overrides && entry.overrides.length > 0 && { overrides: entry.overrides }),
    };
}

function differs(quote: Quote): Conflict {
    return { code: "offline.price_differs", detail: "", hostTotalMinor: quote.total_minor };
}

function conflict(entry: Journalled, conflict: Conflict): Sent {
    return { entry: { ...entry, state: "conflict", conflict }, state: "conflict" };
}
