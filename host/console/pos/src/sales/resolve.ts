// What a person may do about a sale that the host would book at another price than it was sold for.

import { Unreachable, api, data } from "../api/client";
import type { Basket } from "../api/types";
import type { Journalled } from "../offline/journal";
import { CASH } from "../tender/tenders";

/** Books it at the host's lower price: what the customer paid too much is given back. Cash then has more change. */
export function atHostPrice(entry: Journalled, hostTotalMinor: number): Journalled {
    const difference = entry.totalMinor - hostTotalMinor;
    const cash = (entry.tenders ?? []).find(({ method }) => method === CASH);
    let left = cash ? 0 : difference;
    const tenders = (entry.tenders ?? []).flatMap((tender) => {
        const less = Math.min(left, tender.amount_minor);
        left -= less;
        return tender.amount_minor > less ? [{ ...tender, amount_minor: tender.amount_minor - less }] : [];
    });
    return { ...entry, totalMinor: hostTotalMinor, changeMinor: entry.changeMinor + (cash ? difference : 0), tenders, body: null };
}

/** Books it at the lower price it was sold for: the difference is the cashier's discount, over the lines from the first on. */
export async function asSold(entry: Journalled, hostTotalMinor: number, reason: string): Promise<Journalled> {
    const quote = await data(api.POST("/v1/quotes", { body: entry.basket }));
    let left = hostTotalMinor - entry.totalMinor;
    const lines: Basket["lines"] = entry.basket.lines.map((line, index) => {
        const room = quote.lines[index]?.amount_minor ?? 0;
        const less = Math.min(left, Math.max(room, 0));
        left -= less;
        if (less === 0) return line;
        return { ...line, manual_discount: { amount_minor: less + (line.manual_discount?.amount_minor ?? 0), reason } };
    });
    return { ...entry, basket: { ...entry.basket, lines }, body: null };
}

/** Whether an error is the network's. */
export const isUnreachable = (error: unknown): boolean => error instanceof Unreachable;
