// A barcode scanner that types like a keyboard: characters much faster than fingers, then Enter or Tab.

/** The longest pause inside a code, ms: a busy machine may stumble over one character. */
const PAUSE_MAX_MS = 120;
/** The longest mean pause, ms: scanners need 1 to 30, people 80 and more over several characters. */
const MEAN_MAX_MS = 45;
/** The shortest code that is told from fast typing: amounts and weights are shorter, EAN-8 is longer. */
const LENGTH_MIN = 6;

type Key = { key: string; timeMs: number };

/** Tells scanned codes from typing by the time between keys. */
export class Wedge {
    #text = "";
    #firstMs = 0;
    #lastMs = -Infinity;

    /** Takes a key. Gives the code where this key ends one. */
    press({ key, timeMs }: Key): string | undefined {
        const isFollowing = timeMs - this.#lastMs <= PAUSE_MAX_MS;
        if (key === "Enter" || key === "Tab") {
            const code = this.#text;
            this.#text = "";
            const isFast = timeMs - this.#firstMs <= MEAN_MAX_MS * code.length;
            return isFollowing && isFast && code.length >= LENGTH_MIN ? code : undefined;
        }
        // Shift and the like come in between and end nothing.
        if (key.length !== 1) return undefined;
        if (!isFollowing) this.#firstMs = timeMs;
        this.#text = isFollowing ? this.#text + key : key;
        this.#lastMs = timeMs;
        return undefined;
    }
}

type Consumer = (code: string) => void;
const consumers: Consumer[] = [];

/** Sends codes to `consumer` until it is taken away; the latest one gets them all. */
export function onScan(consumer: Consumer): () => void {
    consumers.push(consumer);
    return () => {
        const at = consumers.lastIndexOf(consumer);
        if (at >= 0) consumers.splice(at, 1);
    };
}

/** Gives a code to whoever waits for one, as a scanner or a camera would. */
export function scanned(code: string): void {
    consumers.at(-1)?.(code);
}

/** Listens to the whole window, before any field does. */
export function listenForScans(): () => void {
    const wedge = new Wedge();
    const listen = (event: KeyboardEvent) => {
        if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
        const code = wedge.press({ key: event.key, timeMs: event.timeStamp });
        if (code === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        takeBack(event.target, code);
        scanned(code);
    };
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
}

/** Takes the code out of a field that it was typed into, past React's own idea of the value. */
function takeBack(target: EventTarget | null, code: string): void {
    if (!(target instanceof HTMLInputElement) || !target.value.endsWith(code)) return;
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    setter?.call(target, target.value.slice(0, -code.length));
    target.dispatchEvent(new Event("input", { bubbles: true }));
}
