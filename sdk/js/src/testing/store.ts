/** A host's data in memory: what effectful points read, and what their effects change once they returned. */
import type { Balance, Document, Posting } from "../contract/base/types.js";
import type { FieldTest, FieldValue } from "../contract/host/collections.js";

/** An effect as it was recorded, by the contract's names: `data/message-effects.send` and its arguments. */
export interface Effect {
    name: string;
    args: any[];
}

/** Collections, accounts and tags. */
export class TestStore {
    documents: Document[] = [];
    accounts = new Map<string, bigint>();
    memberTags = new Map<string, string[]>();

    /** Writes a document as if it had been there before. */
    put(collection: string, key: string, value: unknown): this {
        const version = (this.get(collection, key)?.version ?? 0n) + 1n;
        this.delete(collection, key);
        this.documents.push({ collection, key, version, body: JSON.stringify(value) });
        return this;
    }

    get(collection: string, key: string): Document | undefined {
        return this.documents.find((document) => document.collection === collection && document.key === key);
    }

    private delete(collection: string, key: string): void {
        this.documents = this.documents.filter(
            (document) => document.collection !== collection || document.key !== key,
        );
    }

    scan(collection: string, prefix: string, after: string | undefined, max: number): Document[] {
        const found = this.documents.filter(
            (d) => d.collection === collection && d.key.startsWith(prefix) && d.key > (after ?? ""),
        );
        return found.sort((a, b) => order(a.key, b.key)).slice(0, max);
    }

    find(
        collection: string,
        tests: FieldTest[],
        cursor: string,
        max: number,
    ): { documents: Document[]; next?: string } {
        const field = (document: Document, name: string) =>
            name.split(".").reduce((value, part) => value?.[part], JSON.parse(document.body));
        const passes = (document: Document) =>
            tests.every((test) => {
                const value = field(document, test.field);
                return value !== undefined && value >= plain(test.atLeast) && value <= plain(test.atMost);
            });
        const found = this.documents.filter((document) => document.collection === collection && passes(document));
        const first = (document: Document) => field(document, tests[0].field);
        found.sort((a, b) => order(first(a), first(b)) || order(a.key, b.key));
        const from = cursor === "" ? 0 : Number(cursor);
        const next = from + max < found.length ? String(from + max) : undefined;
        return { documents: found.slice(from, from + max), next };
    }

    balances(prefix: string, max: number): Balance[] {
        const found = [...this.accounts]
            .filter(([account]) => account.startsWith(prefix))
            .sort(([a], [b]) => order(a, b));
        return found.slice(0, max).map(([account, available]) => ({ account, available }));
    }

    /** Applies effects, all or none. Throws where the host would run the invocation again: a stale version, a floor passed. */
    commit(effects: Effect[]): void {
        const before = {
            documents: this.documents,
            accounts: new Map(this.accounts),
            memberTags: new Map(this.memberTags),
        };
        try {
            for (const effect of effects) this.apply(effect);
        } catch (error) {
            Object.assign(this, before);
            throw error;
        }
    }

    private apply({ name, args }: Effect): void {
        switch (name) {
            case "host/collection-effects.put":
                this.checkVersion(args[0], args[1], args[3]);
                this.put(args[0], args[1], JSON.parse(args[2]));
                return;
            case "host/collection-effects.delete":
                this.checkVersion(args[0], args[1], args[2]);
                this.delete(args[0], args[1]);
                return;
            case "data/ledger-effects.post":
                for (const { account, delta, floor } of args[0] as Posting[]) {
                    const balance = (this.accounts.get(account) ?? 0n) + delta;
                    if (floor !== undefined && balance < floor)
                        throw new Error(`${account} would fall to ${balance}, below ${floor}`);
                    this.accounts.set(account, balance);
                }
                return;
            case "data/member-effects.addTag":
            case "data/member-effects.removeTag": {
                const others = (this.memberTags.get(args[0]) ?? []).filter((tag) => tag !== args[1]);
                this.memberTags.set(args[0], name.endsWith("addTag") ? [...others, args[1]] : others);
                return;
            }
        }
    }

    private checkVersion(collection: string, key: string, expected: bigint | undefined): void {
        const version = this.get(collection, key)?.version ?? 0n;
        if (expected !== undefined && expected !== version) {
            throw new Error(
                `${collection}/${key} has version ${version}, not ${expected}: the host would run the invocation again`,
            );
        }
    }
}

const order = (a: any, b: any) => (a < b ? -1 : a > b ? 1 : 0);
const plain = ({ tag, val }: FieldValue) => (tag === "number" ? Number(val) : val);
