// The outside of a component binary: what it imports and exports, and how to rename or take away an export. The sections of
// the binary format, see "Component Model, binary format" of the WebAssembly specification.

const HEADER_BYTES = 8;
const IMPORTS = 10;
const EXPORTS = 11;

/** Names of what the component imports and exports. */
export function outsideOf(component) {
    const names = { imports: [], exports: [] };
    for (const { id, body } of sectionsOf(component)) {
        if (id === EXPORTS) names.exports.push(...exportsOf(body).map(({ name }) => name));
        if (id === IMPORTS) names.imports.push(...importsOf(body));
    }
    return names;
}

/** The component with its exports renamed by `rename`; `null` takes an export away. */
export function withExports(component, rename) {
    const parts = [component.subarray(0, HEADER_BYTES)];
    for (const { id, body, whole } of sectionsOf(component)) {
        if (id !== EXPORTS) {
            parts.push(whole);
            continue;
        }
        const kept = exportsOf(body).flatMap(({ name, kind, rest }) => {
            const renamed = rename(name);
            const text = Buffer.from(renamed ?? "");
            return renamed === null ? [] : [Buffer.concat([Buffer.from([kind, ...number(text.length)]), text, rest])];
        });
        if (kept.length === 0) continue;
        const content = Buffer.concat([Buffer.from(number(kept.length)), ...kept]);
        parts.push(Buffer.from([EXPORTS, ...number(content.length)]), content);
    }
    return Buffer.concat(parts);
}

function* sectionsOf(binary) {
    for (let at = HEADER_BYTES; at < binary.length;) {
        const [size, start] = readNumber(binary, at + 1);
        yield { id: binary[at], body: binary.subarray(start, start + size), whole: binary.subarray(at, start + size) };
        at = start + size;
    }
}

/** Exports: name, sort and index, and a type or none. */
function exportsOf(body) {
    const found = [];
    let [count, at] = readNumber(body, 0);
    for (; count > 0; count--) {
        const kind = body[at];
        const name = readName(body, at + 1);
        const from = name.end;
        at = body[from] === 0 ? from + 2 : from + 1;
        [, at] = readNumber(body, at);
        if (body[at] === 0) at += 1;
        else if (body[at] === 1) at = skipType(body, at + 1);
        else throw new Error(`an export of the component has the unknown mark ${body[at]}`);
        found.push({ name: name.text, kind, rest: body.subarray(from, at) });
    }
    return found;
}

function importsOf(body) {
    const found = [];
    let [count, at] = readNumber(body, 0);
    for (; count > 0; count--) {
        const name = readName(body, at + 1);
        at = skipType(body, name.end);
        found.push(name.text);
    }
    return found;
}

/** An external type: modules, functions, components and instances by index, types by bound; values do not occur. */
function skipType(body, at) {
    switch (body[at]) {
        case 0x00:
            return readNumber(body, at + 2)[1];
        case 0x01:
        case 0x04:
        case 0x05:
            return readNumber(body, at + 1)[1];
        case 0x03:
            return body[at + 1] === 0 ? readNumber(body, at + 2)[1] : at + 2;
        default:
            throw new Error(`the component has an import or export of the unknown kind ${body[at]}`);
    }
}

function readName(body, at) {
    const [length, start] = readNumber(body, at);
    return { text: body.subarray(start, start + length).toString("utf8"), end: start + length };
}

/** An unsigned LEB128 number and where it ends. */
function readNumber(bytes, at) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return [value, at];
    }
}

function number(value) {
    const bytes = [];
    for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
    return [...bytes, value];
}
