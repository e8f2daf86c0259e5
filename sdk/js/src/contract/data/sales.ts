// Generated from the contract by `npm run types`. Do not edit.
/**
 * Committed sales.
 * @module
 */
import * as raw from "#raw/data/sales";
import { text } from "#wire";

/** The sale as JSON text, in the shape it has in `sale.committed.v1`. */
export function get(id: string): string | undefined {
    const value: any = raw.get(text(id, "id"));
    return value ?? undefined;
}
