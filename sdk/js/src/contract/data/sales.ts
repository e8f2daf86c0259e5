// Generated from the contract by `npm run types`. Do not edit.
/**
 * Committed sales.
 * @module
 */
import { get as get_ } from "#raw/data/sales";
import { text } from "#wire";

/** The sale as JSON text, in the shape it has in `sale.committed.v1`. */
export function get(id: string): string | undefined {
    const value: any = get_(text(id, "id"));
    return value ?? undefined;
}
