import type { Balance, Document } from "../contract/base/types.js";
import type { summary, Tender } from "../contract/basket/totals.js";
import type { BasketContext, GiftLine, Line, Request, UnitRun } from "../contract/basket/view.js";
import { MICROS_PER_ONE, lineAmount, wholeUnits } from "../money.js";

/** What a line of a test is beside its SKU, count and price. */
export interface LineFacts extends Partial<Line> {
    tags?: string[];
    /** Makes the line a gift: of this plugin by a reference, of another one by `false`. */
    gift?: string | false;
}

/** A basket made of plain values. */
export class TestBasket {
    context: BasketContext;
    lines: Line[] = [];
    tags: string[][] = [];
    /** Running prices; worked out from the lines where left empty. */
    units: UnitRun[] = [];
    giftLines: GiftLine[] = [];
    coupons: string[] = [];
    requests: Request[] = [];
    memberTags: string[] = [];
    orderNumber: number | undefined;
    balances: Balance[] = [];
    documents: Document[] = [];
    totals: ReturnType<typeof summary> = { original: 0n, discount: 0n, tax: 0n, total: 0n };
    tenders: Tender[] = [];

    /** An empty basket on Thursday 2026-01-01, noon in Shanghai, but for what `context` says. */
    constructor(context: Partial<BasketContext> = {}) {
        this.context = {
            currency: "CNY",
            store: "store",
            channel: "pos",
            nowMs: 1_767_240_000_000n,
            offsetMinutes: 480,
            date: "2026-01-01",
            secondsOfDay: 43_200,
            weekday: 4,
            ...context,
        };
    }

    /** Adds a line of `count` units. */
    line(sku: string, count: number | bigint, unitPrice: bigint, { tags = [], gift, ...facts }: LineFacts = {}): this {
        if (gift !== undefined)
            this.giftLines.push({ line: this.lines.length, reference: gift || "", mine: gift !== false });
        const quantity = BigInt(count) * MICROS_PER_ONE;
        this.lines.push({ sku, quantity, unitPrice, floor: 0n, stockUnits: 1, measured: false, ...facts });
        this.tags.push(tags);
        return this;
    }

    /** Shows a member; 1 = it is the member's first sale. */
    member(id: string, orderNumber?: number): this {
        this.context.member = id;
        this.orderNumber = orderNumber;
        return this;
    }

    /** Asks the plugin for something. */
    request(name: string, value: string): this {
        this.requests.push({ name, value });
        return this;
    }

    /** Gives an own account a balance. */
    balance(account: string, available: bigint): this {
        this.balances.push({ account, available });
        return this;
    }

    /** What the plugin asks of the basket. */
    answer(name: string, args: unknown[]): unknown {
        const tagNames = [...new Set(this.tags.flat())];
        switch (name) {
            case "basket/view.context":
                return this.context;
            case "basket/view.lines":
                return this.lines.slice(args[0] as number, (args[0] as number) + (args[1] as number));
            case "basket/view.units":
                return this.units.length > 0 ? this.units : this.lines.flatMap(unitsOf);
            case "basket/view.tagNames":
                return tagNames;
            case "basket/view.tagRefs":
                return this.tags.flatMap((tags, line) => tags.map((tag) => ({ line, tag: tagNames.indexOf(tag) })));
            case "basket/view.giftLines":
                return this.giftLines;
            case "basket/view.coupons":
                return this.coupons;
            case "basket/view.requests":
                return this.requests;
            case "basket/member-tags.tags":
                return this.memberTags;
            case "basket/usage.orderNumber":
                return this.orderNumber;
            case "basket/balances.fetched":
                return this.balances;
            case "basket/documents.fetched":
                return this.documents;
            case "basket/totals.summary":
                return this.totals;
            case "basket/totals.tenders":
                return this.tenders;
        }
        throw new Error(`${name} is not answered while a basket is priced or checked`);
    }
}

function unitsOf({ quantity, unitPrice, measured }: Line, line: number): UnitRun[] {
    if (quantity === 0n) return [];
    const whole = measured ? undefined : wholeUnits(quantity);
    return whole === undefined
        ? [{ line, count: 1, price: lineAmount(unitPrice, quantity) }]
        : [{ line, count: Number(whole), price: unitPrice }];
}
