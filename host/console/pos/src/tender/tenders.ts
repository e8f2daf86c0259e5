// What is paid and what is left. The rules are the host's `settle`: other tenders fit exactly, cash is rounded and may be more.

import type { NewTender, Sale } from "../api/types";
import { roundToCash } from "../lib/money";
import { uuid7 } from "../lib/ids";

/** A tender as it is taken at the till. */
export type Taken = {
    id: string;
    method: string;
    amountMinor: number;
    reference?: string;
    /** What the customer showed, for a method that asks for it. */
    code?: string;
    /** Whether the money is only asked for. */
    isPending?: boolean;
};

export const CASH = "cash";

export type Due = {
    /** What other tenders leave to pay. */
    leftMinor: number;
    /** The same, as cash pays it. */
    leftCashMinor: number;
    changeMinor: number;
    cashRoundingMinor: number;
    isPaid: boolean;
};

/** Where the money stands. */
export function dueOf(totalMinor: number, taken: Taken[], cashUnitMinor: number): Due {
    const sum = (is: (tender: Taken) => boolean) =>
        taken.filter(is).reduce((total, { amountMinor }) => total + amountMinor, 0);
    const cash = sum(({ method }) => method === CASH);
    const other = sum(({ method }) => method !== CASH);
    const open = totalMinor - other;
    if (cash === 0) {
        const leftMinor = Math.max(open, 0);
        return {
            leftMinor,
            leftCashMinor: roundToCash(leftMinor, cashUnitMinor),
            changeMinor: 0,
            cashRoundingMinor: 0,
            isPaid: open === 0,
        };
    }
    const rounded = roundToCash(open, cashUnitMinor);
    const isPaid = open > 0 && cash >= rounded;
    return {
        leftMinor: Math.max(open - cash, 0),
        leftCashMinor: Math.max(rounded - cash, 0),
        changeMinor: isPaid ? cash - rounded : 0,
        cashRoundingMinor: isPaid ? rounded - open : 0,
        isPaid,
    };
}

/** Takes an amount in one way; cash of one sale is one tender. */
export function take(taken: Taken[], method: string, amountMinor: number, more: Partial<Taken> = {}): Taken[] {
    if (amountMinor <= 0) return taken;
    const cash = method === CASH && taken.find((tender) => tender.method === CASH);
    if (cash) {
        return taken.map((tender) =>
            tender === cash ? { ...tender, amountMinor: tender.amountMinor + amountMinor } : tender,
        );
    }
    return [...taken, { ...more, id: uuid7(), method, amountMinor }];
}

/** Tenders as the API reads them. */
export function tendersOf(taken: Taken[]): NewTender[] {
    return taken.map(({ id, method, amountMinor, reference, code, isPending }) => ({
        id,
        method,
        amount_minor: amountMinor,
        ...(reference && { reference }),
        ...(code && { code }),
        ...(isPending && { pending: true }),
    }));
}

/** What people hand over for an amount: exact, then notes that make it up. */
export function quickAmounts(dueMinor: number, digits: number): number[] {
    if (dueMinor <= 0) return [];
    const one = 10 ** digits;
    const amounts = new Set([dueMinor]);
    for (const note of [5, 10, 50, 100]) amounts.add(Math.ceil(dueMinor / (note * one)) * note * one);
    return [...amounts].sort((a, b) => a - b).slice(0, 5);
}

/** How money goes back for a return: to the tenders of the sale, cards and wallets first, each at most what it paid; the rest in cash. */
export function refundTenders(sale: Sale, refundMinor: number, cashUnitMinor: number, inCash: boolean): NewTender[] {
    const back: NewTender[] = [];
    let left = refundMinor;
    if (!inCash) {
        for (const tender of sale.tenders) {
            if (left === 0) break;
            if (tender.method === CASH || tender.state !== "settled") continue;
            const amount_minor = Math.min(left, tender.amount_minor);
            back.push({ id: uuid7(), method: tender.method, amount_minor, of: tender.id });
            left -= amount_minor;
        }
    }
    const cash = roundToCash(left, cashUnitMinor);
    if (cash > 0) back.push({ id: uuid7(), method: CASH, amount_minor: cash });
    return back;
}
