// Gives every memory of a core module the maximum that a price has on the server: a browser has no limiter to ask.

import { number, readNumber, sectionsOf, withSections } from "./binary.mjs";

/** `CallLimits::memory_bytes` of a price, in pages. */
const PAGES_MAX = 256;

const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/** The module with its own memories bounded; imported ones are another module's own. */
export function boundMemories(module) {
    const bounded = ({ id, body, whole }) => {
        if (id !== MEMORY_SECTION) return whole;
        const section = boundSection(body);
        return Buffer.from([id, ...number(section.length), ...section]);
    };
    return withSections(module, [...sectionsOf(module)].map(bounded));
}

function boundSection(body) {
    let [count, at] = readNumber(body, 0);
    const bounded = [...number(count)];
    for (; count > 0; count--) {
        const flags = body[at];
        if (flags & ~HAS_MAXIMUM) throw new Error("a shared or 64-bit memory has no place in a plugin");
        let minimum;
        let maximum = PAGES_MAX;
        [minimum, at] = readNumber(body, at + 1);
        if (flags & HAS_MAXIMUM) [maximum, at] = readNumber(body, at);
        if (minimum > PAGES_MAX) throw new Error(`a memory of ${minimum} pages, at most ${PAGES_MAX} are allowed`);
        bounded.push(HAS_MAXIMUM, ...number(minimum), ...number(Math.min(maximum, PAGES_MAX)));
    }
    return bounded;
}
