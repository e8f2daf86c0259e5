// What crosses between a component and its host arrives as it is or is an error that says why; all points live in one component.

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { buildPlugin } from "../build/build.mjs";
import { home } from "../build/generate.mjs";
import { load } from "./support/engine.mjs";

let component;
before(async () => {
    const built = await buildPlugin({
        project: path.join(home, "test/fixtures/engine"),
        output: path.join(home, ".test/engine.wasm"),
    });
    component = await load(built.file);
});

const none = (name) => assert.fail(`${name} is not expected`);
const price = (mode, answer = none) => component.call("pricing.price", [Buffer.from(JSON.stringify(mode))], answer);
const unit = (mode) => price(mode).adjustments[0].amount.val[0];
const note = (mode, answer) => price(mode, answer).adjustments[0].note;
const failure = (serve) => {
    try {
        serve();
    } catch ({ tag, val }) {
        return `${tag}: ${val}`;
    }
    return assert.fail("it did not fail");
};

test("amounts to 2^53 leave exactly, more is refused", () => {
    assert.equal(unit("largest").amount, 9_007_199_254_740_991n);
    assert.match(
        failure(() => price("beyond-2-53")),
        /^other: ContractError: UnitDiscount.amount must be within 2\^53/,
    );
});

test("u32 leaves exactly over its whole range", () => {
    assert.equal(unit("u32-high").line, 4_000_000_000);
    assert.match(
        failure(() => price("u32-beyond")),
        /UnitDiscount.line must be a whole number from 0 to 4294967295/,
    );
});

test("what the engine would cut, wrap or end on is refused by name", () => {
    for (const [mode, says] of [
        ["number-for-bigint", /UnitDiscount.amount must be a bigint/],
        ["fraction", /UnitDiscount.line must be a whole number/],
        ["lone-surrogate", /Adjustment.note must be well-formed/],
        ["no-case", /Amount has no case "share"/],
        ["no-level", /Level must be one of line, order/],
        ["nothing", /^other: TypeError/],
        ["throws-text", /^other: text/],
        ["bug", /^other: TypeError.*\n/s],
    ]) {
        assert.match(
            failure(() => price(mode)),
            says,
            mode,
        );
    }
});

test("what the author throws is the failure that the point knows", () => {
    assert.equal(
        failure(() => price("throws")),
        "invalid-input: no",
    );
    assert.equal(
        failure(() => price("throws-other")),
        "other: retry: later",
    );
});

test("values of the host arrive exactly or end the call", () => {
    const context = (nowMs) => ({
        currency: "CNY",
        store: "s",
        channel: "pos",
        member: undefined,
        nowMs,
        offsetMinutes: -210,
        date: "1969-12-31",
        secondsOfDay: 4_000_000_000,
        weekday: 3,
    });
    const line = {
        sku: "x",
        quantity: 1n,
        unitPrice: -9_007_199_254_740_991n,
        floor: 0n,
        stockUnits: 4_294_967_295,
        measured: false,
    };
    const answer = (nowMs) => (name) => (name === "basket/view.context" ? context(nowMs) : [line]);
    assert.equal(note("context", answer(-1n)), "-1,4000000000,,-9007199254740991,4294967295");
    assert.match(
        failure(() => price("context", answer(2n ** 53n))),
        /^other: ContractError: the host gave a number beyond 2\^53/,
    );
});

test("clock and randomness are refused with what to use instead", () => {
    for (const mode of ["date-now", "new-date", "date-constructor", "random", "performance"]) {
        assert.match(
            note(mode),
            /there is no clock and no randomness here: .*basket\.context\(\).*@bodega\/sdk\/host/,
            mode,
        );
    }
    assert.equal(note("date-fixed"), "2026-01-01T04:00:00.000Z");
});

test("points of one name serve side by side", () => {
    const envelope = {
        id: "e",
        type: "a.b.v1",
        subject: "s",
        sequence: 1n,
        occurredMs: 0n,
        recordedMs: 0n,
        payload: `{"n":7}`,
    };
    assert.equal(
        failure(() => component.call("events.handle", [], () => envelope)),
        "retry: event 7",
    );

    const run = {
        invocation: "i",
        job: "nightly",
        scheduledMs: 0n,
        scheduledLocal: "",
        nowMs: 0n,
        attempt: 1,
        missed: 0,
    };
    const jobs = (name) => (name === "host/clock.nowMs" ? 99n : run);
    assert.equal(
        failure(() => component.call("jobs.run", [], jobs)),
        "retry: job nightly 99",
    );

    const press = {
        invocation: "i",
        action: "print",
        subject: "sale-1",
        input: `{"n":3}`,
        caller: "c",
        language: "en",
        nowMs: 0n,
    };
    assert.deepEqual(
        component.call("actions.run", [], () => press),
        { message: "print 3", data: `{"subject":"sale-1"}` },
    );

    const objections = component.call("validation.check", [new Uint8Array()], () => []);
    assert.deepEqual(objections, [
        { code: "c", severity: "override", line: 0, message: [{ language: "en", text: "m" }] },
    ]);
});

test("a route reads its body in pages and sees failures of the outside", () => {
    const body = Buffer.from(JSON.stringify({ text: "茶".repeat(50_000) }));
    const head = {
        invocation: "i",
        method: "POST",
        path: "/",
        query: "",
        headers: [],
        caller: { tag: "public" },
        route: "r",
        nowMs: 0n,
        bodyBytes: body.length,
    };
    const answer = (name, args) => {
        if (name === "http/incoming.current") return head;
        if (name === "http/incoming.body") return body.subarray(args[0], args[0] + args[1]);
        throw Object.assign(new Error("egress"), { payload: { tag: "refused", val: "not approved" } });
    };
    const response = component.call("http.handle", [], answer);
    assert.equal(response.status, 201);
    assert.deepEqual(JSON.parse(Buffer.from(response.body)), {
        body: JSON.parse(body),
        outcome: "refused: not approved",
        known: "HostError",
    });
});

test("a report gives rows with numbers and empty cells", () => {
    const details = { report: "r", parameters: "{}", language: "en", nowMs: 0n };
    const asked = [];
    const answer = (name, args) => {
        if (name === "reports/query.current") return details;
        asked.push(args[1]);
        return { documents: [{ collection: "c", key: "k", version: 12n, body: "{}" }], next: undefined };
    };
    const table = component.call("reports.run", [], answer);
    assert.deepEqual(asked, [
        [{ field: "n", atLeast: { tag: "number", val: 1n }, atMost: { tag: "number", val: 9n } }],
    ]);
    assert.deepEqual(table.rows, [[{ tag: "number", val: 12n }, { tag: "empty" }]]);
    assert.deepEqual(table.plot, { tag: "bar" });
});

test("a payment has a function for each of its steps", () => {
    const charge = {
        id: "c",
        method: "m",
        amount: 990n,
        currency: "CNY",
        sale: "s",
        number: "n",
        store: "s",
        terminal: "t",
        presentedCode: "1345",
        reference: undefined,
        startedMs: 1n,
        expiresMs: 2n,
        nowMs: 7n,
        attempt: 1,
    };
    const refund = { id: "r", amount: 5n, reason: "", startedMs: 1n, attempt: 1 };
    const ask = (point, about = charge, hasRefund = true) =>
        component.call(point, [], (name) => (name.endsWith(".charge") ? about : hasRefund ? refund : undefined));
    const waiting = ask("payment.charge.start");
    assert.deepEqual(waiting.val.show, { tag: "qr", val: "c 990 1345" });
    assert.equal(waiting.val.queryAfterMs, 3_000_000_000);
    assert.equal(
        failure(() => ask("payment.charge.query")),
        "retry: not yet",
    );
    assert.deepEqual(ask("payment.charge.query", { ...charge, attempt: 2 }), {
        tag: "paid",
        val: { reference: "r", amount: 990n, currency: "CNY", atMs: 7n },
    });
    assert.deepEqual(ask("payment.cancel"), { tag: "cancelled" });
    assert.equal(ask("payment.refund.start").val.code, "r of c");
    assert.deepEqual(ask("payment.refund.query"), { tag: "unknown" });
    assert.match(
        failure(() => ask("payment.refund.start", charge, false)),
        /names no refund/,
    );
});

const outgoing = (attempt) => ({
    message: "m",
    channel: "sms",
    address: "13800001234",
    purpose: "service",
    plugin: "p",
    template: "t",
    text: "{name}，您好 {gone}",
    parameters: '{"name":"王芳"}',
    language: "zh-CN",
    attempt,
    expiresMs: 1n,
    nowMs: 0n,
});

test("a message says when to try again, and then its id", () => {
    const send = (attempt) => component.call("messaging.send", [], () => outgoing(attempt));
    assert.equal(send(2), "sms 1234 王芳，您好 {gone}");
    assert.throws(
        () => send(1),
        ({ tag, val }) => tag === "retry-after" && val.reason === "busy" && val.afterMs === 90_000,
    );
});

test("an export makes files and documents and names one", () => {
    const details = {
        invocation: "i",
        name: "voucher",
        parameters: "{}",
        caller: "c",
        language: "en",
        attempt: 1,
        nowMs: 0n,
    };
    const asked = [];
    const answer = (name, args) => {
        if (name === "exports/request.current") return details;
        asked.push([name, ...args]);
        return name.endsWith(".begin") ? asked.filter(([other]) => other.endsWith(".begin")).length - 1 : undefined;
    };
    assert.equal(component.call("exports.run", [], answer), 1);
    assert.deepEqual(
        asked.map(([name]) => name.split("/")[1]),
        ["file-effects.begin", "file-effects.append", "document-effects.begin", "document-effects.table", "document-effects.rows"],
    );
    assert.deepEqual(asked[4], ["host/document-effects.rows", 1, [{ cells: [{ tag: "number", val: -5n }], isTotal: true }]]);
    details.parameters = '{"empty":true}';
    assert.equal(failure(() => component.call("exports.run", [], answer)), "reject: nothing to export");
});

test("deep recursion ends the call, not the process", () => {
    assert.throws(() => price("recursion"));
    assert.equal(unit("largest").line, 0);
});
