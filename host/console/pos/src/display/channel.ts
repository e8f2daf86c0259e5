// What the customer's screen shows, sent from window to window; nothing of it leaves the device.

import type { Priced } from "../sell/priced";

export type Shown =
    | { is: "welcome"; store: string }
    | { is: "ticket"; store: string; lines: { name: string; quantity: string; amountMinor: number | null; isReduced: boolean }[]; priced: Priced | null; currency: string; isPaying: boolean }
    | { is: "done"; store: string; totalMinor: number; changeMinor: number; currency: string };

const NAME = "bodega-customer-display";

/** Tells displays what to show, and tells those that open later. */
export class DisplaySender {
    readonly #channel = new BroadcastChannel(NAME);
    #last: Shown | null = null;

    constructor() {
        this.#channel.onmessage = ({ data }) => {
            if (data === "hello" && this.#last) this.#channel.postMessage(this.#last);
        };
    }

    send(shown: Shown): void {
        this.#last = shown;
        this.#channel.postMessage(shown);
    }

    close(): void {
        this.#channel.close();
    }
}

/** Hears what to show. */
export function listen(hear: (shown: Shown) => void): () => void {
    const channel = new BroadcastChannel(NAME);
    channel.onmessage = ({ data }) => data !== "hello" && hear(data as Shown);
    channel.postMessage("hello");
    return () => channel.close();
}
