// Asks for prices while the cart changes: the first change at once, further ones when the cart rests. Drops what became old,
// and never lets a late answer to an older cart pass for the price of the newer one.

import { Unreachable } from "../api/client";
import type { Basket, Quote } from "../api/types";

/** How long a cart that keeps changing rests before it is priced again, ms: shorter than a glance, longer than a double scan. */
export const REST_MS = 90;

export type Priceable = { revision: string; basket: Basket };
export type Outcome = { quote: Quote } | { unreachable: true } | { error: unknown };

export class Quoter {
    readonly #ask: (basket: Basket, signal: AbortSignal) => Promise<Quote>;
    readonly #tell: (revision: string, outcome: Outcome) => void;
    readonly #restMs: number;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #running: AbortController | undefined;
    #askedAtMs = -Infinity;

    constructor(
        ask: (basket: Basket, signal: AbortSignal) => Promise<Quote>,
        tell: (revision: string, outcome: Outcome) => void,
        restMs = REST_MS,
    ) {
        this.#ask = ask;
        this.#tell = tell;
        this.#restMs = restMs;
    }

    /** Prices this cart soon; whatever was asked before does not count any more. */
    price(cart: Priceable): void {
        this.cancel();
        const restMs = Math.max(0, this.#askedAtMs + this.#restMs - Date.now());
        this.#timer = setTimeout(() => void this.#run(cart), Math.min(restMs, this.#restMs));
    }

    /** Forgets what was asked. */
    cancel(): void {
        clearTimeout(this.#timer);
        this.#running?.abort();
        this.#running = undefined;
    }

    async #run({ revision, basket }: Priceable): Promise<void> {
        const running = new AbortController();
        this.#askedAtMs = Date.now();
        this.#running = running;
        let outcome: Outcome;
        try {
            outcome = { quote: await this.#ask(basket, running.signal) };
        } catch (error) {
            outcome = error instanceof Unreachable ? { unreachable: true } : { error };
        }
        // Not the signal's word alone: an answer may be on its way past an abort.
        if (this.#running === running) this.#tell(revision, outcome);
    }
}
