// Finds goods by name, pinyin initials, SKU or barcode, in memory: 50,000 items take a few milliseconds.

import type { Goods } from "../offline/db";
import { initialsOf } from "./pinyin";

/** Rows a search gives; more nobody reads at a till. */
export const HITS_MAX = 60;

type Entry = { goods: Goods; text: string; name: string; initials: string };

/** What a barcode stands for: goods and how many of them. */
export type Hit = { goods: Goods; quantity: number };

export class Catalogue {
    readonly #entries: Entry[] = [];
    readonly #bySku = new Map<string, Goods>();
    readonly #byBarcode = new Map<string, Hit>();
    readonly categories: string[];

    constructor(all: Iterable<Goods>) {
        const categories = new Set<string>();
        for (const goods of all) {
            const name = goods.name.toLowerCase();
            const initials = initialsOf(goods.name);
            const codes = Object.keys(goods.barcodes);
            const text = `${name} ${goods.sku.toLowerCase()} ${codes.join(" ")} ${initials}`;
            this.#entries.push({ goods, text, name, initials });
            this.#bySku.set(goods.sku, goods);
            for (const [code, units] of Object.entries(goods.barcodes)) {
                // A pack's barcode may stand for several pieces; one that holds no whole number of them sells one.
                const pieces = units / goods.stockUnits;
                this.#byBarcode.set(code, { goods, quantity: Number.isInteger(pieces) && pieces > 0 ? pieces : 1 });
            }
            const top = goods.category.split("/")[0];
            if (top) categories.add(top);
        }
        this.categories = [...categories].sort((a, b) => a.localeCompare(b));
    }

    get size(): number {
        return this.#entries.length;
    }

    sku(sku: string): Goods | undefined {
        return this.#bySku.get(sku);
    }

    /** A scanned code: a barcode, or a SKU that is printed as one. */
    code(code: string): Hit | undefined {
        const exact = this.#byBarcode.get(code);
        if (exact) return exact;
        // UPC-A scanners may send 12 digits of an EAN-13 that begins with 0, and the other way round.
        const twin = /^\d{12}$/.test(code) ? `0${code}` : /^0\d{12}$/.test(code) ? code.slice(1) : undefined;
        const byTwin = twin && this.#byBarcode.get(twin);
        if (byTwin) return byTwin;
        const goods = this.#bySku.get(code);
        return goods && { goods, quantity: 1 };
    }

    /** Best hits first; all words have to occur. An empty query lists a category, or everything. */
    find(query: string, category?: string): Goods[] {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        const ranked: { goods: Goods; rank: number }[] = [];
        for (const entry of this.#entries) {
            const { goods } = entry;
            if (category && goods.category !== category && !goods.category.startsWith(`${category}/`)) continue;
            if (!words.every((word) => entry.text.includes(word))) continue;
            ranked.push({ goods, rank: words.length > 0 ? rankOf(entry, words[0]!) : 0 });
            if (words.length === 0 && ranked.length >= HITS_MAX) break;
        }
        ranked.sort((a, b) => a.rank - b.rank);
        return ranked.slice(0, HITS_MAX).map(({ goods }) => goods);
    }
}

function rankOf({ goods, name, initials }: Entry, word: string): number {
    if (goods.sku.toLowerCase() === word || word in goods.barcodes) return 0;
    if (name.startsWith(word)) return 1;
    if (initials.startsWith(word)) return 2;
    return name.includes(word) ? 3 : 4;
}
