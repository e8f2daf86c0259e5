// Generated from the contract by `npm run types`. Do not edit.
/** @module */
import { liftInteger, lowerInteger, lowerOption, record, text } from "#wire";

/** A text in one language, e.g. `zh-CN` or `en`. */
export interface Localized {
    /** A BCP 47 language tag. */
    language: string;
    text: string;
}
/** @internal */
export function lowerLocalized(value: Localized): any {
    record(value, "Localized");
    return {
        language: text(value.language, "Localized.language"),
        text: text(value.text, "Localized.text"),
    };
}

/**
 * A movement on one of the plugin's own ledger accounts. The other side is the plugin's contra account
 * of the same unit, so every unit of account sums to zero.
 */
export interface Posting {
    /** The account's key, `kind/rest`, e.g. `points/0190...`. The manifest declares each kind with its unit. */
    account: string;
    /** What the account gains (positive) or loses (negative), in the account's unit. */
    delta: bigint;
    /**
     * The least balance that this posting may leave; `none` takes the floor of the account's kind.
     * A posting that would pass it is refused, and with it all that is posted together.
     */
    floor?: bigint | undefined;
}
/** @internal */
export function lowerPosting(value: Posting): any {
    record(value, "Posting");
    return {
        account: text(value.account, "Posting.account"),
        delta: lowerInteger(value.delta, "Posting.delta"),
        floor: lowerOption(value.floor, (item) => lowerInteger(item, "Posting.floor")),
    };
}

/** A JSON document of one of the plugin's own collections. */
export interface Document {
    collection: string;
    key: string;
    /** Counts up from 1 with every write. */
    version: bigint;
    /** The document as JSON text, at most 64 KiB. */
    body: string;
}
/** @internal */
export function liftDocument(value: any): Document {
    value.version = liftInteger(value.version);
    return value;
}

/** A ledger account with what it can spend now: posted balance less what pending transfers hold. */
export interface Balance {
    account: string;
    available: bigint;
}
/** @internal */
export function liftBalance(value: any): Balance {
    value.available = liftInteger(value.available);
    return value;
}

/** Why a point could not answer. */
export type Refusal =
    /** The settings or documents contradict themselves; the text says which and how to mend it. */
    | { tag: "invalid-settings"; val: string }
    /** The basket, event or request cannot be served as it is. */
    | { tag: "invalid-input"; val: string }
    | { tag: "other"; val: string };
