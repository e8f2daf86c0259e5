// Generated from the contract by `npm run types`. Do not edit.
/**
 * Grouped sums for reports and forecasts.
 * @module
 */
import { sum as sum_ } from "#raw/data/aggregates";
import { liftInteger, liftList, lowerList, oneOf, record, text, u32 } from "#wire";

/** What is summed. */
export type Fact =
    /**
     * Lines of completed sales less returned ones: `sales`, `units`, `gross` (at list prices), `discount`, `tax`,
     * `net` (without tax).
     */
    | "sales"
    /** Stock moves: `received`, `sold`, `adjusted`. */
    | "stock";
/** @internal */
export function lowerFact(value: Fact): any {
    return oneOf(value, ["sales", "stock"], "Fact");
}

/** What the sums are grouped by. */
export type Group =
    /** The business date, `YYYY-MM-DD`. */
    | "day"
    /** The hour of the day in the store's time, `00` to `23`; not for stock. */
    | "hour"
    | "store"
    | "sku"
    | "product"
    /**
     * A tag of the member (`plugin:tag`) as it is now. A member with several counts under each; empty is for customers without
     * tags. For sales by day and store only.
     */
    | "member-tag";
/** @internal */
export function lowerGroup(value: Group): any {
    return oneOf(value, ["day", "hour", "store", "sku", "product", "member-tag"], "Group");
}

export interface Question {
    fact: Fact;
    groups: Group[];
    /** First and last business date, both included. */
    from: string;
    to: string;
    /** Stores to look at; empty = all the installation may see. */
    stores: string[];
    /** Rows at most (and at most 5,000), by the groups in their order. */
    max: number;
}
/** @internal */
export function lowerQuestion(value: Question): any {
    record(value, "Question");
    return {
        fact: lowerFact(value.fact),
        groups: lowerList(value.groups, "Question.groups", lowerGroup),
        from: text(value.from, "Question.from"),
        to: text(value.to, "Question.to"),
        stores: lowerList(value.stores, "Question.stores", (item) => text(item, "Question.stores")),
        max: u32(value.max, "Question.max"),
    };
}

export interface Row {
    /** One key a group, in their order. */
    keys: string[];
    /** One sum a measure of the fact, in the order above: amounts in minor units, units in millionths, sales plain. */
    sums: bigint[];
}
/** @internal */
export function liftRow(value: any): Row {
    value.sums = liftList(value.sums, (item: any) => liftInteger(item));
    return value;
}

export function sum(question: Question): Row[] {
    return liftList(sum_(lowerQuestion(question)), liftRow);
}
