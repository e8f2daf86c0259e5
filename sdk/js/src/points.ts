/**
 * Joins an author's functions to the contract: one function a point, so that a component holds and imports only what the points
 * of its manifest need. The build writes the module that calls them.
 */
import * as press from "./contract/actions/press.js";
import * as actionsRunPoint from "./contract/actions/run.js";
import * as compileSource from "./contract/basket/compile-source.js";
import * as view from "./contract/basket/view.js";
import * as changes from "./contract/channel/changes.js";
import * as channelPushPoint from "./contract/channel/push.js";
import * as dataEvent from "./contract/data/event.js";
import * as eventsHandlePoint from "./contract/events/handle.js";
import * as httpHandlePoint from "./contract/http/handle.js";
import * as incoming from "./contract/http/incoming.js";
import * as runInfo from "./contract/jobs/run-info.js";
import * as jobsRunPoint from "./contract/jobs/run.js";
import * as migrationRunPoint from "./contract/migration/run.js";
import * as cancelPoint from "./contract/payment/cancel.js";
import * as chargePoint from "./contract/payment/charge.js";
import * as refundPoint from "./contract/payment/refund.js";
import * as paymentRequest from "./contract/payment/request.js";
import * as exportRequest from "./contract/exports/request.js";
import * as exportsRunPoint from "./contract/exports/run.js";
import * as outgoing from "./contract/messaging/outgoing.js";
import * as sendPoint from "./contract/messaging/send.js";
import { POINTS } from "./contract/points.js";
import * as compilePoint from "./contract/pricing/compile.js";
import * as pricePoint from "./contract/pricing/price.js";
import * as query from "./contract/reports/query.js";
import * as reportsRunPoint from "./contract/reports/run.js";
import * as checkPoint from "./contract/validation/check.js";
import { invalidInput, invalidSettings, Refusal, reject } from "./errors.js";
import type { Basket, Compiled, Plugin, Request } from "./plugin.js";
import { decodeSnapshot, encodeSnapshot, utf8 } from "./snapshot.js";

/** The function of a plugin that serves a point. */
export const METHODS: Record<(typeof POINTS)[number], keyof Plugin> = {
    "actions.run": "action",
    "channel.push": "push",
    "events.handle": "handle",
    "exports.run": "export",
    "http.handle": "http",
    "jobs.run": "job",
    "migration.run": "migrate",
    "payment.cancel": "cancel",
    "payment.charge": "charge",
    "payment.refund": "refund",
    "messaging.send": "send",
    "pricing.compile": "compile",
    "pricing.price": "price",
    "reports.run": "report",
    "validation.check": "check",
};

/** Refuses a plugin that does not serve exactly the points of its manifest. */
export function checkPoints(plugin: Plugin, points: string[]): void {
    if (typeof plugin !== "object" || plugin === null)
        throw new Error("the entry module must export default definePlugin({ ... })");
    for (const [point, method] of Object.entries(METHODS)) {
        const serves = plugin[method] !== undefined;
        if (serves && !points.includes(point))
            throw new Error(`the plugin has ${method}(), but \`points\` in bodega.toml lacks "${point}"`);
        if (!serves && points.includes(point))
            throw new Error(`\`points\` in bodega.toml names "${point}", but the plugin has no ${method}()`);
    }
}

/** Lines a call asks for: nearly every basket comes in one crossing. */
const LINES_PAGE = 512;
/** Documents a call asks for at compile time. */
const DOCUMENTS_PAGE = 200;
/** Bytes of a request's body a call asks for. */
const BODY_PAGE = 64 * 1024;

function allPages<T>(max: number, page: (offset: number, max: number) => T[]): T[] {
    const all = page(0, max);
    for (let last = all; last.length === max;) {
        last = page(all.length, max);
        all.push(...last);
    }
    return all;
}

const basket = (): Basket => ({
    context: view.context,
    lines: () => allPages(LINES_PAGE, view.lines),
    units: view.units,
    tagNames: view.tagNames,
    tagRefs: view.tagRefs,
    giftLines: view.giftLines,
    coupons: view.coupons,
    requests: view.requests,
});

function parse(text: string, refuse: () => Error): any {
    try {
        return JSON.parse(text);
    } catch {
        throw refuse();
    }
}

export const pricingCompile = (plugin: Plugin) =>
    compilePoint.exporting(() => {
        const {
            rules,
            keys = [],
            legends = {},
        }: Compiled<unknown> = plugin.compile!({
            settings: () => parse(compileSource.settings(), () => invalidSettings("the settings are not JSON")),
            documents: (collection) =>
                allPages(DOCUMENTS_PAGE, (offset, max) => compileSource.documents(collection, offset, max)),
        });
        const labels = (texts: Record<string, string>) =>
            Object.entries(texts).map(([language, text]) => ({ language, text }));
        const legend = ([reference, texts]: [string, Record<string, string>]) => ({ reference, labels: labels(texts) });
        return { snapshot: encodeSnapshot(rules), keys, legends: Object.entries(legends).map(legend) };
    });

export const pricingPrice = (plugin: Plugin) =>
    pricePoint.exporting((snapshot) => {
        const { adjustments = [], gifts = [] } = plugin.price!(basket(), decodeSnapshot(snapshot));
        return { adjustments, gifts };
    });

export const validationCheck = (plugin: Plugin) =>
    checkPoint.exporting((snapshot) => plugin.check!(basket(), decodeSnapshot(snapshot)));

export const migrationRun = (plugin: Plugin) =>
    migrationRunPoint.exporting((version, documents) =>
        documents.map((document) => {
            const body = plugin.migrate!(version, {
                ...document,
                body: parse(document.body, () => invalidInput(`document ${document.key} is not JSON`)),
            });
            if (body === undefined) return { tag: "keep" };
            return body === null ? { tag: "remove" } : { tag: "replace", val: JSON.stringify(body) };
        }),
    );

export const eventsHandle = (plugin: Plugin) =>
    eventsHandlePoint.exporting(() => {
        const event = dataEvent.current();
        const payload = parse(event.payload, () => reject(`the payload of ${event.type} ${event.id} is not JSON`));
        plugin.handle!({ ...event, payload });
    });

export const jobsRun = (plugin: Plugin) => jobsRunPoint.exporting(() => plugin.job!(runInfo.current()));

export const httpHandle = (plugin: Plugin) => httpHandlePoint.exporting(() => plugin.http!(request()));

function request(): Request {
    const head = incoming.current();
    const bytes = () => {
        const body = new Uint8Array(head.bodyBytes);
        for (let at = 0; at < body.length;) {
            const page = incoming.body(at, BODY_PAGE);
            if (page.length === 0) return body.subarray(0, at);
            body.set(page, at);
            at += page.length;
        }
        return body;
    };
    const text = () => utf8.decode(bytes());
    return { ...head, bytes, text, json: () => JSON.parse(text()) };
}

export const actionsRun = (plugin: Plugin) =>
    actionsRunPoint.exporting(() => {
        const details = press.current();
        const input = parse(details.input, () => reject("the input is not JSON"));
        const { message, data = null } = plugin.action!({ ...details, input });
        return { message, data: JSON.stringify(data) };
    });

export const channelPush = (plugin: Plugin) =>
    channelPushPoint.exporting(() => {
        const details = changes.current();
        const { items, orders } = details;
        return plugin.push!({
            ...details,
            items: items > 0 ? changes.items(0, items) : [],
            orders: orders > 0 ? changes.orders(0, orders) : [],
        });
    });

export const reportsRun = (plugin: Plugin) =>
    reportsRunPoint.exporting(() => {
        const details = query.current();
        const parameters = parse(details.parameters, () => invalidInput("the parameters are not JSON"));
        return plugin.report!({ ...details, parameters });
    });

export const paymentCharge = (plugin: Plugin) =>
    chargePoint.exporting(
        () => plugin.charge!.start(paymentRequest.charge()),
        () => plugin.charge!.query(paymentRequest.charge()),
    );

export const paymentCancel = (plugin: Plugin) =>
    cancelPoint.exporting(() => plugin.cancel!(paymentRequest.charge()));

function refundUnderWay(): paymentRequest.RefundDetails {
    const refund = paymentRequest.refund();
    if (refund === undefined) throw new Refusal("other", "the host names no refund");
    return refund;
}

export const paymentRefund = (plugin: Plugin) =>
    refundPoint.exporting(
        () => plugin.refund!.start(refundUnderWay(), paymentRequest.charge()),
        () => plugin.refund!.query(refundUnderWay(), paymentRequest.charge()),
    );

export const messagingSend = (plugin: Plugin) =>
    sendPoint.exporting(() => {
        const details = outgoing.current();
        const parameters = parse(details.parameters, () => reject("the parameters are not JSON"));
        return plugin.send!({ ...details, parameters }) ?? "";
    });

export const exportsRun = (plugin: Plugin) =>
    exportsRunPoint.exporting(() => {
        const details = exportRequest.current();
        const parameters = parse(details.parameters, () => reject("the parameters are not JSON"));
        return plugin.export!({ ...details, parameters });
    });
