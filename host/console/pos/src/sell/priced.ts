// A price as screens and receipts show it: from the host's quote, or offline from shelf prices.

import type { Gift, Labels, Objection, Quote, SaleAdjustment, SaleLine } from "../api/types";
import { lineAmount } from "../lib/money";
import type { Cart } from "./cart";

/** Why something costs less. */
export type Reason = {
    labels: Labels;
    note?: string;
    plugin: string;
    reference: string;
    amountMinor: number;
    /** Part of a discount of the whole order. */
    isOrder: boolean;
};

export type PricedLine = {
    name: string;
    unitPriceMinor: number;
    originalMinor: number;
    amountMinor: number;
    manualMinor: number;
    reasons: Reason[];
};

export type Priced = {
    /** `shelf`: nobody was asked for discounts. */
    source: "quote" | "shelf";
    digest: string | null;
    currency: string;
    cashUnitMinor: number;
    subtotalMinor: number;
    discountMinor: number;
    taxMinor: number;
    totalMinor: number;
    lines: PricedLine[];
    orderReasons: Reason[];
    gifts: Gift[];
    objections: Objection[];
    skipped: { plugin: string; code: string; message: string }[];
};

/** Discounts by line, and those of the whole order once each. */
export function reasonsOf(adjustments: SaleAdjustment[], lines: number): { byLine: Reason[][]; order: Reason[] } {
    const byLine: Reason[][] = Array.from({ length: lines }, () => []);
    const order: Reason[] = [];
    for (const adjustment of adjustments) {
        const isOrder = adjustment.level === "order";
        const of = (amountMinor: number): Reason => ({
            labels: adjustment.labels ?? {},
            note: adjustment.note ?? undefined,
            plugin: adjustment.plugin,
            reference: adjustment.reference,
            amountMinor,
            isOrder,
        });
        if (isOrder) {
            order.push(of(adjustment.amount_minor));
            continue;
        }
        const sums = new Map<number, number>();
        for (const { line, count, amount } of adjustment.allocations) {
            sums.set(line, (sums.get(line) ?? 0) + count * amount);
        }
        for (const [line, amount] of sums) byLine[line]?.push(of(amount));
    }
    return { byLine, order };
}

/** Lines of a quote or a sale as they are shown. A line's amount is before discounts of the whole order, which follow the lines. */
export function pricedLines(lines: SaleLine[], adjustments: SaleAdjustment[]): { lines: PricedLine[]; order: Reason[] } {
    const { byLine, order } = reasonsOf(adjustments, lines.length);
    const shown = lines.map((line, index) => {
        const reasons = byLine[index] ?? [];
        const own = reasons.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        return {
            name: line.name,
            unitPriceMinor: line.unit_price_minor,
            originalMinor: line.original_minor,
            amountMinor: line.original_minor - line.manual_discount_minor - own,
            manualMinor: line.manual_discount_minor,
            reasons,
        };
    });
    return { lines: shown, order };
}

export function pricedByQuote(quote: Quote): Priced {
    const { lines, order } = pricedLines(quote.lines, quote.adjustments);
    return {
        source: "quote",
        digest: quote.digest,
        currency: quote.currency,
        cashUnitMinor: quote.cash_unit_minor,
        subtotalMinor: quote.subtotal_minor,
        discountMinor: quote.discount_minor,
        taxMinor: quote.tax_minor,
        totalMinor: quote.total_minor,
        lines,
        orderReasons: order,
        gifts: quote.gifts,
        objections: quote.objections,
        skipped: quote.skipped,
    };
}

/** What the shelf says, less what the cashier takes off: the price while the host cannot be asked. Null where a price is not known. */
export function pricedByShelf(
    cart: Cart,
    { currency, isInclusive, cashUnitMinor }: { currency: string; isInclusive: boolean; cashUnitMinor: number },
): Priced | null {
    const lines: PricedLine[] = [];
    let taxMinor = 0;
    for (const line of cart.lines) {
        if (line.priceMinor === undefined) return null;
        const originalMinor = lineAmount(line.priceMinor, line.quantityMicros);
        const manualMinor = Math.max(0, Math.min(line.discountMinor ?? 0, originalMinor));
        const amountMinor = originalMinor - manualMinor;
        if (!isInclusive) taxMinor += lineAmount(amountMinor, line.taxPpm);
        lines.push({ name: line.name, unitPriceMinor: line.priceMinor, originalMinor, amountMinor, manualMinor, reasons: [] });
    }
    const sum = (of: (line: PricedLine) => number) => lines.reduce((total, line) => total + of(line), 0);
    return {
        source: "shelf",
        digest: null,
        currency,
        cashUnitMinor,
        subtotalMinor: sum((line) => line.originalMinor),
        discountMinor: sum((line) => line.manualMinor),
        taxMinor,
        totalMinor: sum((line) => line.amountMinor) + taxMinor,
        lines,
        orderReasons: [],
        gifts: [],
        objections: [],
        skipped: [],
    };
}
