// Generated from the contract by `npm run types`. Do not edit.
/**
 * Called when a person opens a report or a widget.
 * @module
 */
import { guard, lowerInteger, lowerList, noCase, record, text } from "#wire";

import type { Refusal } from "../base/types.js";
export type { Refusal };

/** What the numbers of a column mean. */
export type Kind =
    | { tag: "text" }
    /** Minor units of the currency of this code. */
    | { tag: "money"; val: string }
    /** Plain whole numbers. */
    | { tag: "count" }
    /** Millionths. */
    | { tag: "quantity" }
    /** Parts per million. */
    | { tag: "rate" }
    /** `YYYY-MM-DD`. */
    | { tag: "date" }
    | { tag: "other"; val: string };
/** @internal */
export function lowerKind(value: Kind): any {
    record(value, "Kind");
    switch (value.tag) {
        case "text":
            return { tag: "text" };
        case "money":
            return { tag: "money", val: text(value.val, "Kind.val") };
        case "count":
            return { tag: "count" };
        case "quantity":
            return { tag: "quantity" };
        case "rate":
            return { tag: "rate" };
        case "date":
            return { tag: "date" };
        case "other":
            return { tag: "other", val: text(value.val, "Kind.val") };
        default:
            return noCase(value, "Kind");
    }
}

export interface Column {
    /** Stable name. */
    name: string;
    /** For the reader. */
    title: string;
    kind: Kind;
}
/** @internal */
export function lowerColumn(value: Column): any {
    record(value, "Column");
    return {
        name: text(value.name, "Column.name"),
        title: text(value.title, "Column.title"),
        kind: lowerKind(value.kind),
    };
}

export type Cell =
    | { tag: "text"; val: string }
    | { tag: "number"; val: bigint }
    | { tag: "empty" };
/** @internal */
export function lowerCell(value: Cell): any {
    record(value, "Cell");
    switch (value.tag) {
        case "text":
            return { tag: "text", val: text(value.val, "Cell.val") };
        case "number":
            return { tag: "number", val: lowerInteger(value.val, "Cell.val") };
        case "empty":
            return { tag: "empty" };
        default:
            return noCase(value, "Cell");
    }
}

/** How to plot it. */
export type Plot =
    | { tag: "table" }
    /** One number, large. */
    | { tag: "figure" }
    /** The first column is the axis. */
    | { tag: "line" }
    | { tag: "bar" }
    | { tag: "other"; val: string };
/** @internal */
export function lowerPlot(value: Plot): any {
    record(value, "Plot");
    switch (value.tag) {
        case "table":
            return { tag: "table" };
        case "figure":
            return { tag: "figure" };
        case "line":
            return { tag: "line" };
        case "bar":
            return { tag: "bar" };
        case "other":
            return { tag: "other", val: text(value.val, "Plot.val") };
        default:
            return noCase(value, "Plot");
    }
}

export interface Table {
    title: string;
    columns: Column[];
    rows: Cell[][];
    plot: Plot;
}
/** @internal */
export function lowerTable(value: Table): any {
    record(value, "Table");
    return {
        title: text(value.title, "Table.title"),
        columns: lowerList(value.columns, "Table.columns", lowerColumn),
        rows: lowerList(value.rows, "Table.rows", (item) => lowerList(item, "Table.rows", lowerCell)),
        plot: lowerPlot(value.plot),
    };
}

export type Serve = () => Table;
/** @internal */
export const exporting = (serve: Serve) => ({
    run: (): Table => guard(["invalid-settings", "invalid-input", "other"], () => {
        const answer = serve();
        return lowerTable(answer);
    }),
});
