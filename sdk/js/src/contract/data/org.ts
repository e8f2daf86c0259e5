// Generated from the contract by `npm run types`. Do not edit.
/**
 * Stores, regions, warehouses; JSON text in the shape of `GET /v1/org-units`.
 * @module
 */
import * as raw from "#raw/data/org";
import { lowerOption, text, u32 } from "#wire";

export function get(id: string): string | undefined {
    const value: any = raw.get(text(id, "id"));
    return value ?? undefined;
}

/** All units, by id, after `after`, at most `max` (and at most 200). */
export function scan(after: string | undefined, max: number): string[] {
    return raw.scan(lowerOption(after, (item) => text(item, "after")), u32(max, "max"));
}
