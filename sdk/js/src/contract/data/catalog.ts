// Generated from the contract by `npm run types`. Do not edit.
/**
 * Products, variants and barcodes; JSON text in the shapes of `GET /v1/products`.
 * @module
 */
import { bySku as bySku_ } from "#raw/data/catalog";
import { byBarcode as byBarcode_ } from "#raw/data/catalog";
import { scan as scan_ } from "#raw/data/catalog";
import { lowerOption, text, u32 } from "#wire";

/** The product that has a variant of this SKU. */
export function bySku(sku: string): string | undefined {
    const value: any = bySku_(text(sku, "sku"));
    return value ?? undefined;
}

/** The SKU that a barcode stands for. */
export function byBarcode(code: string): string | undefined {
    const value: any = byBarcode_(text(code, "code"));
    return value ?? undefined;
}

/** Products after the id `after`, by id, at most `max` (and at most 100). */
export function scan(after: string | undefined, max: number): string[] {
    return scan_(lowerOption(after, (item) => text(item, "after")), u32(max, "max"));
}
