// The host's side of contract 0.1 in a browser: what a pricing component may import, over plain values, and its
// answers in the words of `bodega_domain`, in the order in which serde writes them. It mirrors
// `host/plugin-host/src/{imports_pure,convert/v0_1}.rs`; keys of imports have no version at run time.

/** The installation whose point is called, as in `server/src/answers.rs`. */
export const INSTALLATION = "00000000-0000-0000-0000-000000000001";

/** A call of something that this point does not offer. */
export class NotPermitted extends Error {}

/** The component does not fit this host. */
export class NotLinked extends Error {}

/** What `pricing.compile` may read. */
export function compileImports(rules) {
    return onlyThese({
        "bodega:basket/compile-source": {
            settings: () => rules.settings,
            documents: (collection, offset, max) =>
                (rules.documents?.[collection] ?? []).slice(offset, offset + max),
        },
    });
}

/** What `pricing.price` may read; `grown` holds getters of a later contract, by the text they give. */
export function priceImports(basket, plugin, grown = {}) {
    const { input, units, declared = {} } = basket;
    const { context, lines, coupons = [], requests = [] } = input;
    const view = {
        context: () => ({
            currency: context.currency,
            store: context.store,
            channel: context.channel,
            member: context.member,
            nowMs: context.now_ms,
            offsetMinutes: context.offset_minutes,
            date: context.date,
            secondsOfDay: context.seconds_of_day,
            weekday: context.weekday,
        }),
        lines: (offset, max) => lines.slice(offset, offset + max).map(lineOf),
        units: () => units,
        ...tagsOf(lines),
        giftLines: () => giftLinesOf(lines),
        coupons: () => coupons,
        requests: () => requests.filter((request) => request.plugin === plugin),
        ...Object.fromEntries(Object.entries(grown).map(([getter, text]) => [getter, () => text])),
    };
    return onlyThese({
        "bodega:basket/view": view,
        "bodega:basket/member-tags": { tags: () => declared.member_tags ?? [] },
        "bodega:basket/usage": { orderNumber: () => declared.order_number },
        "bodega:basket/balances": { fetched: () => declared.balances ?? [] },
        "bodega:basket/documents": { fetched: () => declared.documents ?? [] },
    });
}

function lineOf(line) {
    return {
        sku: line.sku,
        quantity: line.quantity,
        unitPrice: line.unit_price,
        floor: line.floor ?? 0n,
        stockUnits: line.stock_units ?? 1,
        measured: line.measured ?? false,
    };
}

/** Distinct tags in order of appearance, and which line carries which. */
function tagsOf(lines) {
    const indexOf = new Map();
    const refs = [];
    lines.forEach(({ tags = [] }, line) => {
        for (const name of tags) {
            if (!indexOf.has(name)) indexOf.set(name, indexOf.size);
            refs.push({ line, tag: indexOf.get(name) });
        }
    });
    return { tagNames: () => [...indexOf.keys()], tagRefs: () => refs };
}

/** Another installation's reference stays its own business. */
function giftLinesOf(lines) {
    return lines.flatMap(({ gift }, line) => {
        if (!gift) return [];
        const mine = gift.installation === INSTALLATION;
        return [{ line, reference: mine ? gift.reference : "", mine }];
    });
}

/** Whatever else a component imports fails when it is called, not before: it may export points of another kind. */
function onlyThese(offered) {
    const denied = (name) =>
        new Proxy(
            {},
            {
                get: (_, member) => () => {
                    throw new NotPermitted(`${name}.${String(member)}`);
                },
            },
        );
    return new Proxy(offered, { get: (target, name) => target[name] ?? denied(name) });
}

/** A compiled rule set, as the server prints it. */
export function compiledText({ snapshot, keys, legends }) {
    return text({
        snapshot: Array.from(snapshot, (byte) => byte.toString(16).padStart(2, "0")).join(""),
        keys: keys.map(({ tag, val }) =>
            tag === "balance" ? { balance: val } : { document: { collection: val[0], key: val[1] } },
        ),
        legends: legends.map(({ reference, labels }) => ({
            reference,
            labels: Object.fromEntries(labels.map((l) => [l.language, l.text]).sort(([a], [b]) => (a < b ? -1 : 1))),
        })),
    });
}

/** An answer, as the server prints it. */
export function answerText({ adjustments, gifts }) {
    return text({
        adjustments: adjustments.map(({ reference, level, amount, claims, note }) => ({
            reference,
            level,
            amount: amountOf(amount),
            ...(claims.length > 0 && { claims: claims.map(postingOf) }),
            ...(note !== undefined && { note }),
        })),
        gifts: gifts.map(({ reference, sku, quantity }) => ({ reference, sku, quantity })),
    });
}

function amountOf({ tag, val }) {
    switch (tag) {
        case "units":
            return { units: val.map(({ line, first, count, amount }) => ({ line, first, count, amount })) };
        case "line":
            return { line: { line: val.line, amount: val.amount } };
        default:
            return { order: val };
    }
}

function postingOf({ account, delta, floor }) {
    return { account, delta, ...(floor !== undefined && { floor }) };
}

/** A refusal or failure, as the server prints it. Of a failure only the kind is the same in every engine. */
export function failureText(error) {
    const { tag, val } = error.payload ?? {};
    if (tag) return text({ refused: { [tag.replaceAll("-", "_")]: val } });
    if (error instanceof NotPermitted) return text({ failed: "plugin.not_permitted" });
    return text({ failed: error instanceof NotLinked ? "plugin.not_loaded" : "plugin.trap" });
}

/** JSON with every digit of a BigInt. */
function text(value) {
    return JSON.stringify(value, (_, item) => (typeof item === "bigint" ? JSON.rawJSON(String(item)) : item));
}
