// Generated from the contract by `npm run types`. Do not edit.
/**
 * The plugin's own ledger accounts.
 * @module
 */
import { available as available_ } from "#raw/data/ledger";
import { scan as scan_ } from "#raw/data/ledger";
import { liftInteger, liftList, text, u32 } from "#wire";

import type { Balance } from "../base/types.js";
import { liftBalance } from "../base/types.js";
export type { Balance };

/** What the account can spend now; 0 where it was never posted to. */
export function available(account: string): bigint {
    return liftInteger(available_(text(account, "account")));
}

/** Accounts whose key starts with `prefix`, by key, at most `max` (and at most 500). */
export function scan(prefix: string, max: number): Balance[] {
    return liftList(scan_(text(prefix, "prefix"), u32(max, "max")), liftBalance);
}
