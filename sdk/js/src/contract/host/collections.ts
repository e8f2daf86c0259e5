// Generated from the contract by `npm run types`. Do not edit.
/**
 * The plugin's own documents.
 * @module
 */
import { get as get_ } from "#raw/host/collections";
import { scan as scan_ } from "#raw/host/collections";
import { find as find_ } from "#raw/host/collections";
import { flag, liftList, lowerInteger, lowerList, lowerOption, noCase, record, text, u32 } from "#wire";

import type { Document } from "../base/types.js";
import { liftDocument } from "../base/types.js";
export type { Document };

/** A value of an indexed field. */
export type FieldValue =
    | { tag: "text"; val: string }
    | { tag: "number"; val: bigint }
    | { tag: "flag"; val: boolean };
/** @internal */
export function lowerFieldValue(value: FieldValue): any {
    record(value, "FieldValue");
    switch (value.tag) {
        case "text":
            return { tag: "text", val: text(value.val, "FieldValue.val") };
        case "number":
            return { tag: "number", val: lowerInteger(value.val, "FieldValue.val") };
        case "flag":
            return { tag: "flag", val: flag(value.val, "FieldValue.val") };
        default:
            return noCase(value, "FieldValue");
    }
}

/** An indexed field is from the one to the other value, both included; the same twice = equal to it. */
export interface FieldTest {
    field: string;
    atLeast: FieldValue;
    atMost: FieldValue;
}
/** @internal */
export function lowerFieldTest(value: FieldTest): any {
    record(value, "FieldTest");
    return {
        field: text(value.field, "FieldTest.field"),
        atLeast: lowerFieldValue(value.atLeast),
        atMost: lowerFieldValue(value.atMost),
    };
}

export interface Found {
    documents: Document[];
    /** Where the next page starts; none = this was the last. */
    next?: string | undefined;
}
/** @internal */
export function liftFound(value: any): Found {
    value.documents = liftList(value.documents, liftDocument);
    value.next = value.next ?? undefined;
    return value;
}

export function get(collection: string, key: string): Document | undefined {
    const value: any = get_(text(collection, "collection"), text(key, "key"));
    return value == null ? undefined : liftDocument(value);
}

/** Documents whose key starts with `prefix`, after key `after`, at most `max` (and at most 200). */
export function scan(collection: string, prefix: string, after: string | undefined, max: number): Document[] {
    return liftList(scan_(text(collection, "collection"), text(prefix, "prefix"), lowerOption(after, (item) => text(item, "after")), u32(max, "max")), liftDocument);
}

/**
 * Documents that pass all tests (1 to 8, equalities first), by the first test's field, then key. `cursor` is the
 * one that the page before gave, empty for the first.
 */
export function find(collection: string, tests: FieldTest[], cursor: string, max: number): Found {
    return liftFound(find_(text(collection, "collection"), lowerList(tests, "tests", lowerFieldTest), text(cursor, "cursor"), u32(max, "max")));
}
