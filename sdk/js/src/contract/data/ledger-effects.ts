// Generated from the contract by `npm run types`. Do not edit.
/**
 * Postings on the plugin's own accounts.
 * @module
 */
import { post as post_ } from "#raw/data/ledger-effects";
import { lowerList, text } from "#wire";

import type { Posting } from "../base/types.js";
import { lowerPosting } from "../base/types.js";
export type { Posting };

/** Records postings that hold together. `memo` is shown to people who ask about the account. */
export function post(postings: Posting[], memo: string): void {
    post_(lowerList(postings, "postings", lowerPosting), text(memo, "memo"));
}
