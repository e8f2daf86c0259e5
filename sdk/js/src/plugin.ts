/** What a plugin is made of: one function for each extension point that its manifest names. */
import type { Details as ActionPress } from "./contract/actions/press.js";
import type { Document, Posting } from "./contract/base/types.js";
import type {
    BasketContext,
    GiftLine,
    Line,
    Request as BasketRequest,
    TagRef,
    UnitRun,
} from "./contract/basket/view.js";
import type { Details as PushDetails, Item as PushItem, Order as PushOrder } from "./contract/channel/changes.js";
import type { Answer as PushAnswer } from "./contract/channel/push.js";
import type { Envelope } from "./contract/data/event.js";
import type { Details as ExportRequest } from "./contract/exports/request.js";
import type { Response } from "./contract/http/handle.js";
import type { Head } from "./contract/http/incoming.js";
import type { Details as JobRun } from "./contract/jobs/run-info.js";
import type { Answer as CancelAnswer } from "./contract/payment/cancel.js";
import type { ChargeDetails, RefundDetails } from "./contract/payment/request.js";
import type { Outcome } from "./contract/payment/types.js";
import type { Details as OutgoingMessage } from "./contract/messaging/outgoing.js";
import type { KeyTemplate } from "./contract/pricing/compile.js";
import type { Adjustment as WireAdjustment, Gift, Level, UnitDiscount } from "./contract/pricing/price.js";
import type { Details as ReportQuery } from "./contract/reports/query.js";
import type { Table } from "./contract/reports/run.js";
import type { Objection } from "./contract/validation/check.js";

/** The basket being priced. Every method is one crossing into the host: call each once. */
export interface Basket {
    /** Where and when. */
    context(): BasketContext;
    /** All lines, in the order of the ticket. */
    lines(): Line[];
    /** The running prices of all units, in order. */
    units(): UnitRun[];
    /** The distinct tags in the basket. */
    tagNames(): string[];
    /** Which line carries which tag, by line. */
    tagRefs(): TagRef[];
    /** Lines that are gifts. They take part in no promotion and are taken to zero by their giver. */
    giftLines(): GiftLine[];
    /** Coupon codes entered, without duplicates. */
    coupons(): string[];
    /** What the customer asked this plugin for. */
    requests(): BasketRequest[];
}

/** What `compile` reads. */
export interface CompileSource {
    /** The installation's settings, read from JSON. */
    settings(): any;
    /** All documents of a collection that the manifest marks `compile`, by key. */
    documents(collection: string): Document[];
}

/** What `compile` gives. */
export interface Compiled<Rules> {
    /** What `price` and `check` get; goes through JSON. Must not depend on the time of compiling. */
    rules: Rules;
    /** What to fetch for a basket before it is priced: `balanceKey(...)`, `documentKey(...)`. */
    keys?: KeyTemplate[];
    /** What each reference means to people: reference -> language tag -> text. */
    legends?: Record<string, Record<string, string>>;
}

/** What `price` proposes. The host checks it whole and never alters it. */
export interface Proposal {
    /** Discounts, in the order in which they are given: `Adjustment.order(...)`, `.line(...)`, `.units(...)`. */
    adjustments?: WireAdjustment[];
    /** Goods the customer may take for nothing. */
    gifts?: Gift[];
}

/** An event with its payload read from JSON. */
export type Event = Omit<Envelope, "payload"> & { payload: any };

/** A request to one of the plugin's routes. */
export interface Request extends Head {
    /** The exact bytes that came. */
    bytes(): Uint8Array;
    /** The body as text. */
    text(): string;
    /** The body as JSON. */
    json(): any;
}

/** A message on its way to a member, with its parameters read from JSON. */
export type Message = Omit<OutgoingMessage, "parameters"> & { parameters: Record<string, string> };

/** A message's text with its parameters in their places; one that is missing stays as it is. */
export const fillText = ({ text, parameters }: Pick<Message, "text" | "parameters">): string =>
    text.replace(/\{([^{}]*)\}/g, (whole, name) => (Object.hasOwn(parameters, name) ? parameters[name] : whole));

/** What a push takes out: the latest values of one store. */
export interface Changes extends Omit<PushDetails, "items" | "orders"> {
    /** Items that changed. */
    items: PushItem[];
    /** Orders that people moved on. */
    orders: PushOrder[];
}

/** The functions of a plugin, one a point; the manifest's `points` names those that are there. */
export interface Plugin<Rules = any> {
    /** `pricing.compile`: turns settings and rule documents into rules, when they change. Throws `invalidSettings`. */
    compile?(source: CompileSource): Compiled<Rules>;
    /** `pricing.price`: proposes discounts for a basket. Pure. */
    price?(basket: Basket, rules: Rules): Proposal;
    /** `validation.check`: objects to a sale before it is committed. Pure. */
    check?(basket: Basket, rules: Rules): Objection[];
    /**
     * `migration.run`: what becomes of a document that an earlier version wrote: its new body, `null` where it goes, `undefined`
     * where it stays. Pure; may be asked of a document more than once. What it throws ends the upgrade.
     */
    migrate?(version: string, document: Omit<Document, "body"> & { body: any }): unknown;
    /** `events.handle`: what it records is committed with the delivery mark, or not at all. Throws `retry` or `reject`. */
    handle?(event: Event): void;
    /** `jobs.run`: work at the times of the manifest. Throws `retry` or `reject`. */
    job?(run: JobRun): void;
    /** `http.handle`: the plugin's own routes. Throws `retry` or `reject`. */
    http?(request: Request): Response;
    /** `actions.run`: a button. `data` is for the screen. Throws `reject` with words for the person. */
    action?(press: Omit<ActionPress, "input"> & { input: any }): { message: string; data?: unknown };
    /** `payment.charge`: asks for money once, then for what became of it. Throws `retry` or `reject` where that is not known. */
    charge?: { start(charge: ChargeDetails): Outcome; query(charge: ChargeDetails): Outcome };
    /** `payment.cancel`: makes sure that no money comes any more, or says that it came. */
    cancel?(charge: ChargeDetails): CancelAnswer;
    /** `payment.refund`: pays money back; the same id twice must refund once. */
    refund?: {
        start(refund: RefundDetails, charge: ChargeDetails): Outcome;
        query(refund: RefundDetails, charge: ChargeDetails): Outcome;
    };
    /** `channel.push`: takes changes out to a sales channel and says what became of each. Throws `retry`. */
    push?(changes: Changes): PushAnswer;
    /** `reports.run`: a table for the console. */
    report?(query: Omit<ReportQuery, "parameters"> & { parameters: any }): Table;
    /**
     * `messaging.send`: hands a message to whoever delivers it and gives the provider's id of it, where it has one.
     * Throws `retry`, `retryAfter` or `reject`. The address is personal data: never log or keep it.
     */
    send?(message: Message): string | void;
    /** `exports.run`: makes a document and gives the number of its file, as `begin` gave it. Throws `retry` or `reject`. */
    export?(request: Omit<ExportRequest, "parameters"> & { parameters: any }): number;
}

/** Declares a plugin: the default export of its entry module. */
export function definePlugin<Rules>(plugin: Plugin<Rules>): Plugin<Rules> {
    return plugin;
}

/** What every adjustment may carry beside its amount. */
export interface More {
    /** Postings that come true with the sale and only with it. */
    claims?: Posting[];
    /** A remark for the receipt where the legend does not say enough. */
    note?: string;
}

const adjustment = (
    reference: string,
    level: Level,
    amount: WireAdjustment["amount"],
    more: More = {},
): WireAdjustment => ({
    reference,
    level,
    amount,
    claims: more.claims ?? [],
    note: more.note,
});

/** Discounts; amounts are minor units, never negative. `reference` is the plugin's own name of the rule. */
export const Adjustment = {
    /** An amount off the order; the host splits it over all units by largest remainder. */
    order: (reference: string, amount: bigint, more?: More) =>
        adjustment(reference, "order", { tag: "order", val: amount }, more),
    /** An amount off one line; the host splits it over the line's units by largest remainder. */
    line: (reference: string, line: number, amount: bigint, more?: More) =>
        adjustment(reference, "line", { tag: "line", val: { line, amount } }, more),
    /** Exact amounts by unit. */
    units: (reference: string, level: Level, units: UnitDiscount[], more?: More) =>
        adjustment(reference, level, { tag: "units", val: units }, more),
};

/** Asks for a ledger account with every basket, or with a trailing `*` for all whose key starts so; see `KeyTemplate`. */
export const balanceKey = (template: string): KeyTemplate => ({ tag: "balance", val: template });

/** Asks for a document with every basket. */
export const documentKey = (collection: string, template: string): KeyTemplate => ({
    tag: "document",
    val: [collection, template],
});

/** The lines that carry a tag. */
export function taggedLines(basket: Basket, tag: string): Set<number> {
    const index = basket.tagNames().indexOf(tag);
    return new Set(
        basket
            .tagRefs()
            .filter((ref) => ref.tag === index)
            .map((ref) => ref.line),
    );
}
