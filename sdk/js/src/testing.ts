/**
 * Runs points natively, without WebAssembly: the plugin, a host in memory, and every check that the component makes.
 *
 * @example
 * const host = new TestHost(plugin, { settings: { percent: 10 } });
 * const { adjustments } = host.price(new TestBasket().line("tea", 2, 990n));
 */
import { forbidClock } from "./clock.js";
import type { Item as PushItem, Order as PushOrder } from "./contract/channel/changes.js";
import type { Response as EgressResponse, Request as EgressRequest } from "./contract/host/egress.js";
import type { Table } from "./contract/reports/run.js";
import type { Objection } from "./contract/validation/check.js";
import type { Message, Plugin } from "./plugin.js";
import * as points from "./points.js";
import { utf8 } from "./snapshot.js";
import { TestBasket } from "./testing/basket.js";
import { crypto } from "./testing/crypto.js";
import { type Effect, TestStore } from "./testing/store.js";
import { withHost } from "./wire/native.js";

export { type LineFacts, TestBasket } from "./testing/basket.js";
export { type Effect, TestStore } from "./testing/store.js";

/** What a test host is made of. */
export interface TestHostOptions {
    /** The installation's settings. */
    settings?: unknown;
    /** Secrets of the settings, for `crypto`. */
    secrets?: Record<string, string>;
    /** What the outside answers. Throw `{ payload: { tag: "unreachable", val: "..." } }` for a failure. */
    egress?(request: EgressRequest): EgressResponse;
    /** Answers of other functions, by the contract's names: `{ "data/catalog.bySku": (sku) => ... }`. */
    answers?: Record<string, (...args: any[]) => unknown>;
    /** The instant, ms since 1970 UTC; noon on 2026-01-01 in Shanghai where absent. */
    nowMs?: bigint;
}

/** What a request of a test is beside its method and path. */
export interface TestRequest {
    route?: string;
    query?: string;
    headers?: [string, string][];
    caller?: { tag: "token"; val: string } | { tag: "public" };
    body?: string | Uint8Array;
}

/** A host for one plugin. */
export class TestHost {
    readonly store = new TestStore();
    /** Lines of the log: `warn: text`. */
    readonly logs: string[] = [];
    nowMs: bigint;
    private recorded: Effect[] = [];
    private randoms = 0;

    constructor(
        private readonly plugin: Plugin,
        private readonly options: TestHostOptions = {},
    ) {
        this.nowMs = options.nowMs ?? 1_767_240_000_000n;
    }

    /** `pricing.compile`. */
    compile() {
        const answer = (name: string, args: unknown[]) => {
            if (name === "basket/compile-source.settings") return this.settings();
            const [collection, offset, max] = args as [string, number, number];
            if (name === "basket/compile-source.documents")
                return this.store.scan(collection, "", undefined, offset + max).slice(offset);
            throw new Error(`${name} is not answered by compile`);
        };
        return this.pure(answer, () => points.pricingCompile(this.plugin).compile());
    }

    /** `pricing.compile`, then `pricing.price` with its snapshot. */
    price(basket: TestBasket) {
        const { snapshot } = this.compile();
        return this.pure(
            (name, args) => basket.answer(name, args),
            () => points.pricingPrice(this.plugin).price(snapshot),
        );
    }

    /** `validation.check`, with the snapshot of `pricing.compile` where the plugin has that point. */
    check(basket: TestBasket): Objection[] {
        const snapshot = this.plugin.compile ? this.compile().snapshot : new Uint8Array();
        return this.pure(
            (name, args) => basket.answer(name, args),
            () => points.validationCheck(this.plugin).check(snapshot),
        );
    }

    /** `migration.run`, of documents with bodies as values: the new bodies, `null` for those that go. */
    migrate(version: string, documents: { collection: string; key: string; body: unknown }[]): unknown[] {
        const stored = documents.map(({ collection, key, body }) => ({
            collection,
            key,
            version: 1n,
            body: JSON.stringify(body),
        }));
        const outcomes = this.pure(
            (name) => {
                throw new Error(`${name} is not answered by migrate`);
            },
            () => points.migrationRun(this.plugin).run(version, stored),
        );
        return outcomes.map((outcome, index) => {
            if (outcome.tag === "keep") return documents[index]!.body;
            return outcome.tag === "remove" ? null : JSON.parse(outcome.val);
        });
    }

    /** `events.handle`: gives the effects, which the store holds by then. */
    handle(type: string, subject: string, payload: unknown): Effect[] {
        const envelope = {
            id: `${type}/${subject}`,
            type,
            subject,
            sequence: 1n,
            occurredMs: this.nowMs,
            recordedMs: this.nowMs,
            payload: typeof payload === "string" ? payload : JSON.stringify(payload),
        };
        return this.effects({ "data/event.current": () => envelope }, () => points.eventsHandle(this.plugin).handle())
            .effects;
    }

    /** `jobs.run`. */
    job(job: string, more: { attempt?: number; missed?: number } = {}): Effect[] {
        const details = {
            invocation: `${job}/${this.nowMs}`,
            job,
            scheduledMs: this.nowMs,
            scheduledLocal: this.local(this.nowMs),
            nowMs: this.nowMs,
            attempt: 1,
            missed: 0,
            ...more,
        };
        return this.effects({ "jobs/run-info.current": () => details }, () => points.jobsRun(this.plugin).run())
            .effects;
    }

    /** `http.handle`: the answer, its text, and the effects. */
    http(method: string, path: string, { route = "", query = "", headers = [], caller, body = "" }: TestRequest = {}) {
        const bytes = typeof body === "string" ? utf8.encode(body) : body;
        const head = {
            invocation: `${method} ${path}`,
            method,
            path,
            query,
            headers,
            caller: caller ?? { tag: "token", val: "test" },
            route,
            nowMs: this.nowMs,
            bodyBytes: bytes.length,
        };
        const { answer, effects } = this.effects(
            {
                "http/incoming.current": () => head,
                "http/incoming.body": (offset, max) => bytes.slice(offset, offset + max),
            },
            () => points.httpHandle(this.plugin).handle(),
        );
        return { ...answer, text: utf8.decode(answer.body), effects };
    }

    /** `actions.run`. */
    action(action: string, subject = "", input: unknown = {}) {
        const details = {
            invocation: `${action}/${subject}`,
            action,
            subject,
            input: JSON.stringify(input),
            caller: "test",
            language: "en",
            nowMs: this.nowMs,
        };
        return this.effects({ "actions/press.current": () => details }, () => points.actionsRun(this.plugin).run());
    }

    /** `channel.push`: the answer and the effects. */
    push(changes: { items?: PushItem[]; orders?: PushOrder[]; shop?: unknown; store?: string; attempt?: number }) {
        const { items = [], orders = [], shop, store = "store", attempt = 1 } = changes;
        const details = {
            invocation: `push/${this.nowMs}`,
            store,
            shop: shop === undefined ? undefined : JSON.stringify(shop),
            nowMs: this.nowMs,
            attempt,
            items: items.length,
            orders: orders.length,
        };
        return this.effects(
            {
                "channel/changes.current": () => ({ ...details }),
                "channel/changes.items": (offset: number, max: number) => items.slice(offset, offset + max),
                "channel/changes.orders": (offset: number, max: number) => orders.slice(offset, offset + max),
            },
            () => points.channelPush(this.plugin).push(),
        );
    }

    /** `reports.run`. */
    report(report: string, parameters: unknown = {}, language = "en"): Table {
        const details = { report, parameters: JSON.stringify(parameters), language, nowMs: this.nowMs };
        return this.effects({ "reports/query.current": () => details }, () => points.reportsRun(this.plugin).run())
            .answer;
    }

    /** `messaging.send`: the provider's id and the effects. */
    send(message: Partial<Message> & Pick<Message, "address">) {
        const { parameters = {}, ...more } = message;
        const details = {
            message: "message-1",
            channel: "sms",
            purpose: "service",
            plugin: "test",
            template: "test",
            text: "",
            language: "zh-CN",
            attempt: 1,
            expiresMs: this.nowMs + 86_400_000n,
            nowMs: this.nowMs,
            ...more,
            parameters: JSON.stringify(parameters),
        };
        const { answer, effects } = this.effects({ "messaging/outgoing.current": () => details }, () =>
            points.messagingSend(this.plugin).send(),
        );
        return { id: answer, effects };
    }

    /** `exports.run`: the number of the file and the effects, among them `begin` and what was put into files. */
    export(name: string, parameters: unknown = {}, more: { caller?: string; language?: string; attempt?: number } = {}) {
        const details = {
            invocation: `export/${name}`,
            name,
            parameters: JSON.stringify(parameters),
            caller: "test",
            language: "zh-CN",
            attempt: 1,
            nowMs: this.nowMs,
            ...more,
        };
        const { answer, effects } = this.effects({ "exports/request.current": () => details }, () =>
            points.exportsRun(this.plugin).run(),
        );
        return { file: answer, effects };
    }

    private settings(): string {
        return typeof this.options.settings === "string"
            ? this.options.settings
            : JSON.stringify(this.options.settings ?? {});
    }

    private pure<T>(answer: (name: string, args: unknown[]) => unknown, serve: () => T): T {
        const restore = forbidClock();
        try {
            return withHost((face, name, args) => answer(`${face}.${name}`, args), serve);
        } finally {
            restore();
        }
    }

    /** Runs a point and commits what it recorded, or drops it where the point threw. */
    private effects<T>(
        own: Record<string, (...args: any[]) => unknown>,
        serve: () => T,
    ): { answer: T; effects: Effect[] } {
        this.recorded = [];
        const restore = forbidClock();
        let answer: T;
        try {
            answer = withHost((face, name, args) => {
                const call = own[`${face}.${name}`] ?? this.options.answers?.[`${face}.${name}`];
                return call ? call(...args) : this.answer(face, name, args);
            }, serve);
        } finally {
            restore();
        }
        const effects = this.recorded;
        this.store.commit(effects);
        return { answer, effects };
    }

    private answer(face: string, name: string, args: any[]): unknown {
        if (face.endsWith("-effects")) {
            const isBegin = (effect: Effect) => /^host\/(file|document)-effects\.begin$/.test(effect.name);
            const effect = { name: `${face}.${name}`, args: structuredClone(args) };
            const number = this.recorded.filter(isBegin).length;
            this.recorded.push(effect);
            return isBegin(effect) ? number : undefined;
        }
        const [first, second, third, fourth] = args;
        switch (`${face}.${name}`) {
            case "host/settings.get":
                return this.settings();
            case "host/log.write":
                this.logs.push(`${first}: ${second}`);
                return undefined;
            case "host/clock.nowMs":
                return this.nowMs;
            case "host/clock.local":
                return this.local(first);
            case "host/random.bytes":
                return Uint8Array.from({ length: first }, () => this.randoms++ % 256);
            case "host/collections.get":
                return this.store.get(first, second);
            case "host/collections.scan":
                return this.store.scan(first, second, third, fourth);
            case "host/collections.find":
                return this.store.find(first, second, third, fourth);
            case "data/ledger.available":
                return this.store.accounts.get(first) ?? 0n;
            case "data/ledger.scan":
                return this.store.balances(first, second);
            case "data/members.tags":
                return this.store.memberTags.get(first) ?? [];
            case "host/egress.send":
                if (this.options.egress) return this.options.egress(first);
                break;
        }
        const computed = face === "host/crypto" ? crypto(name, args, this.options.secrets ?? {}) : undefined;
        if (computed !== undefined) return computed;
        throw new Error(
            `the test's host does not know ${face}.${name}: give it \`answers: { "${face}.${name}": ... }\``,
        );
    }

    /** The tenant's time in tests: Shanghai. */
    private local(atMs: bigint): string {
        const shifted = new Date(Number(atMs) + 8 * 3_600_000);
        return `${shifted.toISOString().slice(0, 19)}+08:00`;
    }
}
