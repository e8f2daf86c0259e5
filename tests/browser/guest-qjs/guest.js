// The rule of `../guest-rust/src/lib.rs`, written again for QuickJS. Both give the same bytes for the same input.
//
// componentize-qjs 0.4 carries s64 as a Number: beyond 2^53 it is rounded without a word on the way in, and on the
// way out a fraction is cut, NaN becomes 0 and a BigInt ends the call. So every amount passes `whole` on its way in
// and `plain` on its way out, and all arithmetic is BigInt. What does not fit is refused, never rounded.

import view from "bodega:basket/view@0.1.0";
import balances from "bodega:basket/balances@0.1.0";
import notes from "bodega:basket/documents@0.1.0";
import source from "bodega:basket/compile-source@0.1.0";

const REFERENCE = "tea";
const ACCOUNT = "use/tea";
const PPM = 1_000_000;
const LINES_PAGE = 512;
const DOCUMENTS_PAGE = 200;

const invalidSettings = (text) => ({ tag: "invalid-settings", val: text });
const invalidInput = (text) => ({ tag: "invalid-input", val: text });

/** An amount that came in, exact or refused. */
function whole(number) {
    if (!Number.isSafeInteger(number)) throw invalidInput("an amount is beyond 2^53");
    return BigInt(number);
}

/** An amount that goes out, exact or refused. */
function plain(amount) {
    const number = Number(amount);
    if (!Number.isSafeInteger(number)) throw invalidInput("the discount is beyond 2^53");
    return number;
}

function allPages(max, page) {
    const all = [];
    for (;;) {
        const more = page(all.length, max);
        all.push(...more);
        if (more.length < max) return all;
    }
}

function readJson(text, place) {
    try {
        return JSON.parse(text);
    } catch {
        throw invalidSettings(`${place} cannot be read`);
    }
}

function checkRate(place, offPpm) {
    if (!Number.isSafeInteger(offPpm)) throw invalidSettings(`${place} cannot be read`);
    if (offPpm < 0 || offPpm > PPM) {
        throw invalidSettings(`${place}: off_ppm must be from 0 to ${PPM}, not ${offPpm}`);
    }
}

export const compile = {
    compile() {
        const settings = readJson(source.settings(), "the settings");
        const { tag = "tea", off_ppm = 100_000, give = "units" } = settings;
        if (typeof tag !== "string" || !["units", "lines", "order"].includes(give)) {
            throw invalidSettings("the settings cannot be read");
        }
        checkRate("settings", off_ppm);
        const rates = [];
        for (const document of allPages(DOCUMENTS_PAGE, (offset, max) => source.documents("rates", offset, max))) {
            const place = `rates/${document.key}`;
            const rate = readJson(document.body, place);
            checkRate(place, rate.off_ppm);
            rates.push([document.key, rate.off_ppm]);
        }
        return {
            snapshot: toUtf8(JSON.stringify({ tag, off_ppm, give, rates })),
            keys: [
                { tag: "balance", val: ACCOUNT },
                { tag: "document", val: ["notes", "{store}"] },
            ],
            legends: [
                {
                    reference: REFERENCE,
                    labels: [
                        { language: "zh-CN", text: `${tag}优惠` },
                        { language: "en", text: `Off ${tag}` },
                    ],
                },
            ],
        };
    },
};

export const price = {
    price(bytes) {
        const snapshot = JSON.parse(fromUtf8(bytes));
        const discounts = discountsOf(snapshot);
        const adjustments = [];
        if (discounts.length > 0) {
            const units = discounts.reduce((sum, discount) => sum + discount.count, 0);
            adjustments.push({
                reference: REFERENCE,
                level: snapshot.give === "order" ? "order" : "line",
                amount: amountOf(snapshot.give, discounts),
                claims: [{ account: ACCOUNT, delta: units, floor: null }],
                note: note(),
            });
        }
        const gifts = [];
        for (const code of view.coupons().filter((code) => code.startsWith("CUP-"))) {
            adjustments.push({
                reference: "cup",
                level: "order",
                amount: { tag: "order", val: 0 },
                claims: [{ account: `coupon/${code}`, delta: -1, floor: 0 }],
                note: null,
            });
            gifts.push({ reference: "cup", sku: code, quantity: 1_000_000 });
        }
        return { adjustments, gifts };
    },
};

/** What comes off each run of units, in order; amounts are BigInt until they leave. */
function discountsOf(snapshot) {
    const tag = view.tagNames().indexOf(snapshot.tag);
    if (tag < 0) return [];
    const gifts = new Set(view.giftLines().map((gift) => gift.line));
    const tagged = new Set(view.tagRefs().filter((ref) => ref.tag === tag).map((ref) => ref.line));
    const lines = allPages(LINES_PAGE, view.lines);
    const rates = new Map(snapshot.rates);

    const discounts = [];
    let line = null;
    let first = 0;
    for (const run of view.units()) {
        if (line !== run.line) [line, first] = [run.line, 0];
        const at = first;
        first += run.count;
        if (!tagged.has(run.line) || gifts.has(run.line)) continue;
        const facts = lines[run.line];
        const amount = off(whole(run.price), rates.get(facts.sku) ?? snapshot.off_ppm, whole(facts.floor));
        if (amount > 0n) discounts.push({ line: run.line, first: at, count: run.count, amount });
    }
    return discounts;
}

/** The rate off a price, rounded down, at most what leaves the floor. */
function off(price, ratePpm, floor) {
    const wanted = (price * BigInt(ratePpm)) / BigInt(PPM);
    const room = price - floor;
    return wanted < room ? wanted : room;
}

function amountOf(give, discounts) {
    const total = (some) => plain(some.reduce((sum, d) => sum + d.amount * BigInt(d.count), 0n));
    switch (give) {
        case "units":
            return { tag: "units", val: discounts.map((d) => ({ ...d, amount: plain(d.amount) })) };
        case "lines": {
            // One line an answer is enough to cross this arm.
            const { line } = discounts[0];
            return { tag: "line", val: { line, amount: total(discounts.filter((d) => d.line === line)) } };
        }
        default:
            return { tag: "order", val: total(discounts) };
    }
}

/** Numbers the offer, and says where and when it was given. */
function note() {
    const used = whole(balances.fetched().find((balance) => balance.account === ACCOUNT)?.available ?? 0);
    const { member, store, nowMs, offsetMinutes, weekday, secondsOfDay } = view.context();
    const texts = notes.fetched().map((d) => `${d.collection}/${d.key} v${d.version} ${d.body}`);
    return (
        `no. ${used + 1n} for ${member ?? "nobody"} in ${store} at ${whole(nowMs)} (${offsetMinutes} min, ` +
        `day ${weekday}, ${secondsOfDay} s) ${texts.join("; ")}`
    );
}

/** QuickJS has no TextEncoder; the escapes of a URI component are UTF-8. */
function toUtf8(text) {
    const bytes = unescape(encodeURIComponent(text));
    return Uint8Array.from({ length: bytes.length }, (_, at) => bytes.charCodeAt(at));
}

/** Reads what `toUtf8` wrote. */
function fromUtf8(bytes) {
    let text = "";
    // A call takes as many arguments as the stack holds.
    for (let at = 0; at < bytes.length; at += 4096) {
        text += String.fromCharCode.apply(null, bytes.subarray(at, at + 4096));
    }
    return decodeURIComponent(escape(text));
}
