// Finds the sale that somebody brings back: by the id in the receipt's QR code, or by its number.

import { Refusal, api, data } from "../api/client";
import type { Sale } from "../api/types";
import { isUuid } from "../lib/ids";
import { db } from "../offline/db";
import { session } from "../session/session";

/** How far back a number of another till is looked for, days, and how many pages of the store's sales at most. */
const DAYS_BACK = 90;
const PAGES_MAX = 10;
const PAGE = 500;

/** The sale, or undefined where nobody knows it. */
export async function findSale(text: string): Promise<Sale | undefined> {
    const wanted = text.trim();
    if (!wanted) return undefined;
    const id = isUuid(wanted) ? wanted.toLowerCase() : await idOfNumber(wanted);
    if (!id) return undefined;
    try {
        return await data(api.GET("/v1/sales/{id}", { params: { path: { id } } }));
    } catch (error) {
        if (error instanceof Refusal && error.status === 404) return undefined;
        throw error;
    }
}

/** This till knows its own numbers; for others the store's list is read, for it has no filter by number. */
async function idOfNumber(number: string): Promise<string | undefined> {
    const own = await db().journal.where("number").equalsIgnoreCase(number).first();
    if (own) return own.id;
    const date_from = new Date(Date.now() - DAYS_BACK * 86_400_000).toISOString().slice(0, 10);
    let after: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
        const query = { store: session().store.id, date_from, limit: PAGE, after };
        const { items, next } = await data(api.GET("/v1/sales", { params: { query } }));
        const found = items.find((sale) => sale.number.toLowerCase() === number.toLowerCase());
        if (found) return found.id;
        if (!next) return undefined;
        after = next;
    }
    return undefined;
}

/** Units of a line as returns count them: pieces, or one for what is weighed. */
export function unitsOf(line: Sale["lines"][number]): number {
    return line.units.reduce((sum, { count }) => sum + count, 0);
}
