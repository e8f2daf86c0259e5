// The till's own database (IndexedDB): one a terminal, so that two terminals of one browser never mix.

import Dexie, { type EntityTable } from "dexie";
import type { Cart } from "../sell/cart";
import type { Journalled } from "./journal";

/** What the till knows of one SKU: enough to find and to sell it without the network. */
export type Goods = {
    sku: string;
    variant: string;
    name: string;
    category: string;
    /** Place in the host's order of names. */
    position: number;
    /** What it costs in this store; undefined = not sold here. */
    priceMinor?: number;
    taxPpm: number;
    measured: boolean;
    unit: string;
    stockUnits: number;
    /** Barcode to stock units in its pack. */
    barcodes: Record<string, number>;
    tags: string[];
};

/** A cart put aside. */
export type Parked = { id: string; parkedAtMs: number; note: string; cart: Cart };

export class TillDatabase extends Dexie {
    meta!: EntityTable<{ key: string; value: unknown }, "key">;
    goods!: EntityTable<Goods, "sku">;
    parked!: EntityTable<Parked, "id">;
    journal!: EntityTable<Journalled, "id">;

    constructor(name: string) {
        super(name);
        this.version(1).stores({
            meta: "key",
            goods: "sku, position",
            parked: "id, parkedAtMs",
            journal: "id, state, number, occurredAtMs",
        });
    }

    async read<T>(key: string): Promise<T | undefined> {
        return (await this.meta.get(key))?.value as T | undefined;
    }

    async write(key: string, value: unknown): Promise<void> {
        await this.meta.put({ key, value });
    }

    /** The next of a counter that only grows, in a transaction: two windows never get the same. */
    async next(counter: string): Promise<number> {
        return this.transaction("rw", this.meta, async () => {
            const value = ((await this.read<number>(counter)) ?? 0) + 1;
            await this.write(counter, value);
            return value;
        });
    }
}

let current: TillDatabase | undefined;

/** Opens the database of a terminal. */
export function openDatabase(terminal: string): TillDatabase {
    const name = `bodega-pos-${terminal}`;
    if (current?.name !== name) {
        current?.close();
        current = new TillDatabase(name);
        // The browser should not throw unsent sales away when the disk fills up; where it refuses there is nothing to do.
        void globalThis.navigator?.storage?.persist?.();
    }
    return current;
}

/** The open database. */
export function db(): TillDatabase {
    if (!current) throw new Error("nobody is signed in, so there is no database");
    return current;
}
