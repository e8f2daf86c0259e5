// What a receipt says: the same for a sale from the books, one that waits to be sent, and a return.

import type { Sale, SaleReturn } from "../api/types";
import type { Journalled } from "../offline/journal";
import { type PricedLine, type Reason, pricedLines } from "../sell/priced";
import { CASH } from "../tender/tenders";

export type ReceiptLine = PricedLine & { quantity: string };

export type ReceiptModel = {
    id: string;
    number: string;
    atMs: number;
    currency: string;
    lines: ReceiptLine[];
    orderReasons: Reason[];
    subtotalMinor: number;
    discountMinor: number;
    totalMinor: number;
    cashRoundingMinor: number;
    tenders: { method: string; amountMinor: number }[];
    changeMinor: number;
    taxes: { ratePpm: number; netMinor: number; taxMinor: number }[];
    isInBooks: boolean;
};

/** The receipt of a sale; what the books say counts where they have it. */
export function receiptOf(entry: Journalled): ReceiptModel {
    if (entry.sale) return receiptOfSale(entry.sale);
    const { priced } = entry;
    return {
        id: entry.id,
        number: entry.number,
        atMs: entry.occurredAtMs,
        currency: entry.currency,
        lines: priced.lines.map((line, index) => ({ ...line, quantity: entry.lineNames[index]?.quantity ?? "" })),
        orderReasons: priced.orderReasons,
        subtotalMinor: priced.subtotalMinor,
        discountMinor: priced.discountMinor,
        totalMinor: priced.totalMinor,
        cashRoundingMinor: entry.cashRoundingMinor,
        tenders: (entry.tenders ?? []).map(({ method, amount_minor }) => ({ method, amountMinor: amount_minor })),
        changeMinor: entry.changeMinor,
        taxes: [],
        isInBooks: false,
    };
}

export function receiptOfSale(sale: Sale): ReceiptModel {
    const { lines, order } = pricedLines(sale.lines, sale.adjustments);
    return {
        id: sale.id,
        number: sale.number,
        atMs: sale.occurred_at_ms,
        currency: sale.currency,
        lines: lines.map((line, index) => ({ ...line, quantity: String(sale.lines[index]?.quantity ?? "") })),
        orderReasons: order,
        subtotalMinor: sale.subtotal_minor,
        discountMinor: sale.discount_minor,
        totalMinor: sale.total_minor,
        cashRoundingMinor: sale.cash_rounding_minor,
        tenders: sale.tenders
            .filter(({ state }) => state === "settled")
            .map(({ method, amount_minor }) => ({ method, amountMinor: amount_minor })),
        changeMinor: sale.change_minor,
        taxes: sale.taxes.map(({ rate_ppm, net_minor, tax_minor }) => ({ ratePpm: rate_ppm, netMinor: net_minor, taxMinor: tax_minor })),
        isInBooks: true,
    };
}

/** The receipt of a return. */
export function receiptOfReturn(done: SaleReturn, sale: Sale): ReceiptModel {
    const lines = done.lines.map((line) => ({
        name: sale.lines[line.line]?.name ?? line.sku,
        quantity: String(line.quantity),
        unitPriceMinor: 0,
        originalMinor: line.amount_minor,
        amountMinor: line.amount_minor,
        manualMinor: 0,
        reasons: [],
    }));
    const cash = done.tenders.filter(({ method }) => method === CASH);
    return {
        id: done.id,
        number: done.number,
        atMs: done.occurred_at_ms,
        currency: done.currency,
        lines,
        orderReasons: [],
        subtotalMinor: done.refund_minor,
        discountMinor: 0,
        totalMinor: done.refund_minor,
        cashRoundingMinor: cash.length > 0 ? done.cash_rounding_minor : 0,
        tenders: done.tenders.map(({ method, amount_minor }) => ({ method, amountMinor: amount_minor })),
        changeMinor: 0,
        taxes: [],
        isInBooks: true,
    };
}
