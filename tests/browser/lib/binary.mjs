// As much of the binary format of WebAssembly as its sections need.

const HEADER_BYTES = 8;

/** The sections of a module or component: id, body, and the bytes of both. */
export function* sectionsOf(binary) {
    for (let at = HEADER_BYTES; at < binary.length; ) {
        const [size, start] = readNumber(binary, at + 1);
        yield { id: binary[at], body: binary.subarray(start, start + size), whole: binary.subarray(at, start + size) };
        at = start + size;
    }
}

/** The same binary with other sections. */
export function withSections(binary, parts) {
    return Buffer.concat([binary.subarray(0, HEADER_BYTES), ...parts]);
}

/** An unsigned LEB128 number and where it ends. */
export function readNumber(bytes, at) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return [value, at];
    }
}

export function number(value) {
    const bytes = [];
    for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
    return [...bytes, value];
}
