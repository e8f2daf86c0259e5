// Generated from the contract by `npm run types`. Do not edit.
/**
 * Ledger balances of the plugin's own accounts, as the keys that `compile` returned asked for; for a check also those of the
 * manifest's `[validation]`.
 * @module
 */
import { fetched as fetched_ } from "#raw/basket/balances";
import { liftList } from "#wire";

import type { Balance } from "../base/types.js";
import { liftBalance } from "../base/types.js";
export type { Balance };

/** All that was fetched for this basket; an account never posted to is absent and counts as 0. */
export function fetched(): Balance[] {
    return liftList(fetched_(), liftBalance);
}
