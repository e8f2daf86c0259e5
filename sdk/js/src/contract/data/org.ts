// Generated from the contract by `npm run types`. Do not edit.
/**
 * Stores, regions, warehouses; JSON text in the shape of `GET /v1/org-units`.
 * @module
 */
import { get as get_ } from "#raw/data/org";
import { scan as scan_ } from "#raw/data/org";
import { lowerOption, text, u32 } from "#wire";

export function get(id: string): string | undefined {
    const value: any = get_(text(id, "id"));
    return value ?? undefined;
}

/** All units for which the installation is on, by id, after `after`, at most `max` (and at most 200). */
export function scan(after: string | undefined, max: number): string[] {
    return scan_(lowerOption(after, (item) => text(item, "after")), u32(max, "max"));
}
