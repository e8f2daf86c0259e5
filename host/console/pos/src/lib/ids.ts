// Ids that the till makes: UUIDv7, so that documents sort as they came to be.

let lastMs = 0;
let sequence = 0;

/** A UUIDv7 (RFC 9562); ids of one millisecond and of a clock that steps back still ascend. */
export function uuid7(nowMs: number = Date.now()): string {
    if (nowMs > lastMs) {
        lastMs = nowMs;
        sequence = crypto.getRandomValues(new Uint16Array(1))[0]! & 0x7ff;
    } else if (++sequence > 0xfff) {
        lastMs += 1;
        sequence = 0;
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const time = lastMs.toString(16).padStart(12, "0");
    for (let index = 0; index < 6; index++) bytes[index] = parseInt(time.slice(index * 2, index * 2 + 2), 16);
    bytes[6] = 0x70 | (sequence >> 8);
    bytes[7] = sequence & 0xff;
    bytes[8] = 0x80 | (bytes[8]! & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether a text is an id. */
export function isUuid(text: string): boolean {
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());
}

/** Letters and digits nobody mixes up when reading them aloud. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A random series for numbers of one browser profile: two profiles of one terminal never mint the same number. */
export function newSeries(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** `store-terminal-series-counter`, as DESIGN's numbers for people. */
export function numberOf(store: string, terminal: string, series: string, counter: number): string {
    return `${store}-${terminal}-${series}-${String(counter).padStart(5, "0")}`;
}
