// Generated from the contract by `npm run types`. Do not edit.
/**
 * The plugin's own ledger accounts.
 * @module
 */
import { available as available_ } from "#raw/data/ledger";
import { scan as scan_ } from "#raw/data/ledger";
import { sums as sums_ } from "#raw/data/ledger";
import { liftInteger, liftList, lowerList, oneOf, record, text, u32 } from "#wire";

import type { Balance } from "../base/types.js";
import { liftBalance } from "../base/types.js";
export type { Balance };

/** What sums are grouped by. */
export type SumGroup =
    /** The tenant's business date on which a posting was made, `YYYY-MM-DD`. */
    | "day"
    | "account";
/** @internal */
export function lowerSumGroup(value: SumGroup): any {
    return oneOf(value, ["day", "account"], "SumGroup");
}

export interface SumQuestion {
    /** Accounts whose key starts so; name a kind (`points/`), for units are not told apart. */
    prefix: string;
    groups: SumGroup[];
    /** First and last business date, both included. */
    from: string;
    to: string;
    /** Rows at most (and at most 5,000), by day, then account. */
    max: number;
}
/** @internal */
export function lowerSumQuestion(value: SumQuestion): any {
    record(value, "SumQuestion");
    return {
        prefix: text(value.prefix, "SumQuestion.prefix"),
        groups: lowerList(value.groups, "SumQuestion.groups", lowerSumGroup),
        from: text(value.from, "SumQuestion.from"),
        to: text(value.to, "SumQuestion.to"),
        max: u32(value.max, "SumQuestion.max"),
    };
}

export interface SumRow {
    /** Empty where sums are not grouped by it. */
    day: string;
    account: string;
    /** Postings; those that a sale still holds do not count. */
    transfers: bigint;
    gained: bigint;
    spent: bigint;
}
/** @internal */
export function liftSumRow(value: any): SumRow {
    value.transfers = liftInteger(value.transfers);
    value.gained = liftInteger(value.gained);
    value.spent = liftInteger(value.spent);
    return value;
}

/** What the account can spend now; 0 where it was never posted to. */
export function available(account: string): bigint {
    return liftInteger(available_(text(account, "account")));
}

/** Accounts whose key starts with `prefix`, by key, at most `max` (and at most 500). */
export function scan(prefix: string, max: number): Balance[] {
    return liftList(scan_(text(prefix, "prefix"), u32(max, "max")), liftBalance);
}

/** Grouped sums over postings; half a second behind. */
export function sums(question: SumQuestion): SumRow[] {
    return liftList(sums_(lowerSumQuestion(question)), liftSumRow);
}
