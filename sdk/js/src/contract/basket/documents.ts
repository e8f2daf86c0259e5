// Generated from the contract by `npm run types`. Do not edit.
/**
 * The plugin's own documents, asked for in the same ways.
 * @module
 */
import { fetched as fetched_ } from "#raw/basket/documents";
import { liftList } from "#wire";

import type { Document } from "../base/types.js";
import { liftDocument } from "../base/types.js";
export type { Document };

/** All that was fetched for this basket; a missing document is absent. */
export function fetched(): Document[] {
    return liftList(fetched_(), liftDocument);
}
