// Generated from the contract by `npm run types`. Do not edit.
/**
 * Documents that the host makes from data: the plugin says what is in them, the host what they look like.
 * @module
 */
import { begin as begin_ } from "#raw/host/document-effects";
import { table as table_ } from "#raw/host/document-effects";
import { rows as rows_ } from "#raw/host/document-effects";
import { flag, lowerInteger, lowerList, noCase, oneOf, record, text, u32 } from "#wire";

export type Format =
    /** A workbook, one sheet a table. */
    | "xlsx"
    /** Pages (A4) with the tables one after the other. */
    | "pdf";
/** @internal */
export function lowerFormat(value: Format): any {
    return oneOf(value, ["xlsx", "pdf"], "Format");
}

export interface Head {
    format: Format;
    /** The file's name, without a path, with its ending. */
    name: string;
    title: string;
    /** The language it is read in, a BCP 47 tag. */
    language: string;
    /** Labels and values above the tables: for whom, for which period. */
    fields: [string, string][];
    /** Below the tables; empty for nothing. */
    footer: string;
}
/** @internal */
export function lowerHead(value: Head): any {
    record(value, "Head");
    return {
        format: lowerFormat(value.format),
        name: text(value.name, "Head.name"),
        title: text(value.title, "Head.title"),
        language: text(value.language, "Head.language"),
        fields: lowerList(value.fields, "Head.fields", (item) => [text(item[0], "Head.fields"), text(item[1], "Head.fields")]),
        footer: text(value.footer, "Head.footer"),
    };
}

/** What the numbers of a column are. All are shown exactly, none is rounded. */
export type Kind =
    | { tag: "text" }
    /** Minor units of the currency of this code. */
    | { tag: "money"; val: string }
    /** Plain whole numbers. */
    | { tag: "count" }
    /** Millionths. */
    | { tag: "quantity" }
    /** Parts per million, shown as a percentage. */
    | { tag: "rate" }
    /** `YYYY-MM-DD`. */
    | { tag: "date" };
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
        default:
            return noCase(value, "Kind");
    }
}

export interface Column {
    title: string;
    kind: Kind;
}
/** @internal */
export function lowerColumn(value: Column): any {
    record(value, "Column");
    return {
        title: text(value.title, "Column.title"),
        kind: lowerKind(value.kind),
    };
}

export type Cell =
    | { tag: "text"; val: string }
    /** In the unit of its column. */
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

export interface Row {
    /** One a column. */
    cells: Cell[];
    /** Whether it stands out as a sum. */
    isTotal: boolean;
}
/** @internal */
export function lowerRow(value: Row): any {
    record(value, "Row");
    return {
        cells: lowerList(value.cells, "Row.cells", lowerCell),
        isTotal: flag(value.isTotal, "Row.isTotal"),
    };
}

/** Begins a document and gives its number, in one count with other files of the invocation. */
export function begin(head: Head): number {
    return begin_(lowerHead(head)) >>> 0;
}

/** Begins a table in it: at most 50 columns. */
export function table(file: number, title: string, columns: Column[]): void {
    table_(u32(file, "file"), text(title, "title"), lowerList(columns, "columns", lowerColumn));
}

/** Adds rows to its last table; a document has at most 200,000 cells. */
export function rows(file: number, rows: Row[]): void {
    rows_(u32(file, "file"), lowerList(rows, "rows", lowerRow));
}
