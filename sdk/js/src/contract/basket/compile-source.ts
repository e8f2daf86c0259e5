// Generated from the contract by `npm run types`. Do not edit.
/**
 * What `compile` reads; it answers in no other call.
 * @module
 */
import { settings as settings_ } from "#raw/basket/compile-source";
import { documents as documents_ } from "#raw/basket/compile-source";
import { liftList, text, u32 } from "#wire";

import type { Document } from "../base/types.js";
import { liftDocument } from "../base/types.js";
export type { Document };

/** The installation's settings as JSON text, nearest level first already merged. */
export function settings(): string {
    return settings_();
}

/** Documents of a collection marked `x-compile`, by key, from `offset` on, at most `max`. */
export function documents(collection: string, offset: number, max: number): Document[] {
    return liftList(documents_(text(collection, "collection"), u32(offset, "offset"), u32(max, "max")), liftDocument);
}
