// Brings the catalogue to the till and keeps it there. Prices are asked for by quoting goods one each: the store's own price,
// by list, store and time, as the host finds it. Nothing here decides what a price is.

import { create } from "zustand";
import { Refusal, api, data } from "../api/client";
import type { Product } from "../api/types";
import { type Goods, db } from "../offline/db";
import { session } from "../session/session";
import { Catalogue } from "./search";

/** Rows of a page of products: the most the API gives. */
const PAGE = 500;
/** Goods in one quote for prices; well inside what a quote may hold, and small enough to answer fast. */
const QUOTED_AT_ONCE = 100;
/** How long a catalogue counts as fresh, ms. All of it is fetched again then, for the API tells no changes. */
const FRESH_MS = 30 * 60_000;
/** A breath between quotes for prices, ms: cashiers' own quotes go first. */
const BREATH_MS = 20;
/** Goods after which a first catalogue is shown, and how much larger each next part is. */
const FIRST_SHOWN = 200;
const SHOWN_GROWTH = 4;

type State = { catalogue: Catalogue; syncedAtMs: number | null; isSyncing: boolean };

export const useCatalogue = create<State>(() => ({ catalogue: new Catalogue([]), syncedAtMs: null, isSyncing: false }));

/** Shows what the till knows already. */
export async function loadCatalogue(): Promise<void> {
    const goods = await db().goods.orderBy("position").toArray();
    const syncedAtMs = (await db().read<number>("catalogue.synced")) ?? null;
    useCatalogue.setState({ catalogue: new Catalogue(goods), syncedAtMs });
}

/** Fetches everything where what is here is old. */
export async function syncCatalogue(force = false): Promise<void> {
    const { isSyncing, syncedAtMs } = useCatalogue.getState();
    if (isSyncing || (!force && syncedAtMs !== null && Date.now() - syncedAtMs < FRESH_MS)) return;
    useCatalogue.setState({ isSyncing: true });
    try {
        const products = await allProducts();
        const goods = products.flatMap(goodsOf).map((one, position) => ({ ...one, position }));
        const priced: Goods[] = [];
        // A new till sells what it knows while the rest is on its way.
        let showAt = useCatalogue.getState().catalogue.size === 0 ? FIRST_SHOWN : Infinity;
        for (let at = 0; at < goods.length; at += QUOTED_AT_ONCE) {
            priced.push(...(await withPrices(goods.slice(at, at + QUOTED_AT_ONCE))));
            if (priced.length >= showAt) {
                useCatalogue.setState({ catalogue: new Catalogue(priced) });
                showAt *= SHOWN_GROWTH;
            }
            await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
        }
        const database = db();
        const now = Date.now();
        await database.transaction("rw", database.goods, database.meta, async () => {
            await database.goods.clear();
            await database.goods.bulkPut(priced);
            await database.write("catalogue.synced", now);
        });
        useCatalogue.setState({ catalogue: new Catalogue(priced), syncedAtMs: now });
    } finally {
        useCatalogue.setState({ isSyncing: false });
    }
}

async function allProducts(): Promise<Product[]> {
    const products: Product[] = [];
    let after: string | undefined;
    do {
        const page = await data(
            api.GET("/v1/products", { params: { query: { status: "active", limit: PAGE, after } } }),
        );
        products.push(...(page.items as Product[]));
        after = page.next ?? undefined;
    } while (after);
    return products;
}

function goodsOf(product: Product): Goods[] {
    return (product.variants ?? []).map((variant) => ({
        sku: variant.sku,
        variant: variant.id,
        name: variant.name ? `${product.name} ${variant.name}` : product.name,
        category: product.category ?? "",
        position: 0,
        taxPpm: 0,
        measured: product.measured ?? false,
        unit: product.unit_of_measure ?? "piece",
        stockUnits: variant.stock_units ?? 1,
        barcodes: Object.fromEntries((variant.barcodes ?? []).map(({ code, stock_units }) => [code, stock_units ?? 1])),
        tags: product.tags ?? [],
    }));
}

/** The goods with their prices in this store; those that are not sold here are left out. */
async function withPrices(goods: Goods[]): Promise<Goods[]> {
    const { store, terminal } = session();
    let asked = goods;
    while (asked.length > 0) {
        const lines = asked.map(({ sku }) => ({ sku, quantity: "1" }));
        try {
            const quote = await data(
                api.POST("/v1/quotes", { body: { store: store.id, terminal: terminal.id, channel: "pos", lines } }),
            );
            return asked.map((one, index) => ({
                ...one,
                priceMinor: quote.lines[index]?.unit_price_minor,
                taxPpm: quote.lines[index]?.tax_ppm ?? 0,
            }));
        } catch (error) {
            const at = error instanceof Refusal ? lineAt(error.problem.pointer) : undefined;
            if (at === undefined || !asked[at]) throw error;
            asked = asked.filter((_, index) => index !== at);
        }
    }
    return [];
}

/** The line that a refusal points at. */
export function lineAt(pointer: string | null | undefined): number | undefined {
    const found = /^\/lines\/(\d+)/.exec(pointer ?? "");
    return found ? Number(found[1]) : undefined;
}

/** Goods by SKU: what the till knows, or else what the host does. */
export async function lookUp(sku: string): Promise<Goods | undefined> {
    const known = useCatalogue.getState().catalogue.sku(sku);
    if (known) return known;
    const product = await data(api.GET("/v1/products/{sku}", { params: { path: { sku } } }));
    const found = goodsOf(product).find((goods) => goods.sku === sku);
    return found && (await withPrices([found]))[0];
}

/** A scanned code. Undefined where nobody knows it. */
export async function resolveCode(code: string): Promise<{ goods: Goods; quantity: number } | undefined> {
    const hit = useCatalogue.getState().catalogue.code(code);
    if (hit) return hit;
    try {
        const found = await data(api.GET("/v1/barcodes/{code}", { params: { path: { code } } }));
        const goods = await lookUp(found.sku);
        return goods && { goods, quantity: Math.max(1, Math.floor(found.stock_units / goods.stockUnits)) };
    } catch (error) {
        if (error instanceof Refusal && error.status === 404) return undefined;
        throw error;
    }
}
