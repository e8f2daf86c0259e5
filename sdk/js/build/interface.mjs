// The TypeScript module of one interface of the contract: its types, what brings values in and checks values that go out, and
// its functions.

export const HEADER = "// Generated from the contract by `npm run types`. Do not edit.\n";

export const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`-${name}`);
const indent = (text, by) => text.replace(/^(?=.)/gm, by);

/** The type of a name that an interface declares or uses, and the interface that declares it. */
export function find(packages, name, face) {
    const type = face.types.find((type) => type.name === name);
    if (type) return { type, face };
    const use = face.uses.find((use) => use.names.includes(name));
    if (!use) throw new Error(`${face.id}: there is no type \`${name}\``);
    const [owner, other] = use.from.includes("/") ? use.from.split("/") : [face.package, use.from];
    const target = packages.find((p) => p.name === owner)?.interfaces.find((i) => i.name === other);
    if (!target) throw new Error(`${face.id}: there is no interface \`${use.from}\``);
    return { ...find(packages, name, target), from: use.from };
}

function tsdoc(text, tag = "") {
    const lines = [...(text ? text.split("\n") : []), ...(tag ? [tag] : [])].map((line) =>
        line.replaceAll("*/", "*\\/"),
    );
    if (lines.length === 0) return "";
    return lines.length === 1
        ? `/** ${lines[0]} */\n`
        : `/**\n${lines.map((line) => ` * ${line}`.trimEnd() + "\n").join("")} */\n`;
}

/** The module of one interface. */
export class Interface {
    constructor(packages, face, isPoint, needed) {
        Object.assign(this, { packages, face, isPoint, needed, wire: new Set(), used: new Map() });
    }

    source() {
        const { face } = this;
        const types = face.types.map((type) => this.declaration(type)).join("\n");
        const functions = this.isPoint ? this.exported() : face.functions.map((f) => this.imported(f)).join("\n");
        const uses = face.uses.map((use) => this.useOf(use)).join("");
        // One statement a function: the bundler keeps or drops statements whole, and what it keeps becomes a permission.
        const raw = (this.isPoint ? [] : face.functions).map(
            ({ name }) => `import { ${camel(name)} as ${camel(name)}_ } from "#raw/${face.package}/${face.name}";\n`,
        );
        const wire = this.wire.size > 0 ? `import { ${[...this.wire].sort().join(", ")} } from "#wire";\n` : "";
        const body = [uses, types, functions].filter(Boolean).join("\n");
        return `${HEADER}${tsdoc(face.docs, "@module")}${raw.join("")}${wire}\n${body}`;
    }

    useOf({ from, names }) {
        const target = from.includes("/") ? `../${from}.js` : `./${from}.js`;
        const conversions = [...this.used]
            .filter(([, origin]) => origin === from)
            .map(([name]) => name)
            .sort();
        const values = conversions.length > 0 ? `import { ${conversions.join(", ")} } from "${target}";\n` : "";
        const types = names.map(pascal).join(", ");
        return `import type { ${types} } from "${target}";\n${values}export type { ${types} };\n`;
    }

    // --- types

    declaration(type) {
        const name = pascal(type.name);
        const text = {
            record: () => this.record(type),
            variant: () => this.variant(type),
            enum: () => this.enumeration(type),
        }[type.kind]();
        return `${tsdoc(type.docs)}${text}${this.lifting(type, name)}${this.lowering(type, name)}`;
    }

    record({ name, fields }) {
        const rows = fields.map(({ docs, name, type }) => {
            const optional = type.is === "option";
            return `${tsdoc(docs)}${camel(name)}${optional ? "?" : ""}: ${this.type(optional ? type.of : type)}${optional ? " | undefined" : ""};\n`;
        });
        return `export interface ${pascal(name)} {\n${indent(rows.join(""), "    ")}}\n`;
    }

    variant({ name, cases }) {
        const rows = cases.map(
            (c) => `${tsdoc(c.docs)}| { tag: "${c.name}"${c.type ? `; val: ${this.type(c.type)}` : ""} }`,
        );
        return `export type ${pascal(name)} =\n${indent(rows.join("\n"), "    ")};\n`;
    }

    enumeration({ name, cases }) {
        const rows = cases.map((c) => `${tsdoc(c.docs)}| "${c.name}"`);
        return `export type ${pascal(name)} =\n${indent(rows.join("\n"), "    ")};\n`;
    }

    type(type) {
        switch (type.is) {
            case "bool":
                return "boolean";
            case "s64":
            case "u64":
                return "bigint";
            case "string":
                return "string";
            case "named":
                return pascal(type.name);
            case "list":
                return type.of.is === "u8" ? "Uint8Array" : wrap(this.type(type.of));
            case "option":
                return `${this.type(type.of)} | undefined`;
            case "tuple":
                return `[${type.of.map((t) => this.type(t)).join(", ")}]`;
            case "result":
                throw new Error(`${this.face.id}: a result inside of a value is not generated`);
            default:
                return "number";
        }
    }

    // --- values that come in are changed in place: the host made them for this call

    lifting(type, name) {
        if (!this.liftsNamed(type) || !this.needed.has(`lift ${this.face.id} ${type.name}`)) return "";
        const body =
            type.kind === "record"
                ? type.fields
                      .filter((f) => this.lifts(f.type))
                      .map((f) => `    value.${camel(f.name)} = ${this.lift(f.type, `value.${camel(f.name)}`)};\n`)
                      .join("")
                : `    switch (value.tag) {\n${type.cases
                      .filter((c) => c.type && this.lifts(c.type))
                      .map(
                          (c) =>
                              `        case "${c.name}":\n            value.val = ${this.lift(c.type, "value.val")};\n            break;\n`,
                      )
                      .join("")}    }\n`;
        return `/** @internal */\nexport function lift${name}(value: any): ${name} {\n${body}    return value;\n}\n`;
    }

    lifts(type) {
        switch (type.is) {
            case "s64":
            case "u64":
            case "u32":
            case "option":
                return true;
            case "list":
                return type.of.is !== "u8" && this.lifts(type.of);
            case "tuple":
                return type.of.some((t) => this.lifts(t));
            case "named":
                return this.liftsNamed(this.find(type.name).type);
            default:
                return false;
        }
    }

    liftsNamed({ kind, fields, cases }) {
        if (kind === "record") return fields.some((f) => this.lifts(f.type));
        return kind === "variant" && cases.some((c) => c.type && this.lifts(c.type));
    }

    lift(type, value) {
        if (!this.lifts(type)) return value;
        switch (type.is) {
            case "s64":
            case "u64":
                return this.call("liftInteger", value);
            case "u32":
                return `${value} >>> 0`;
            case "option":
                return this.lifts(type.of)
                    ? `${value} == null ? undefined : ${this.lift(type.of, value)}`
                    : `${value} ?? undefined`;
            case "list":
                return this.call(
                    "liftList",
                    value,
                    type.of.is === "named"
                        ? this.conversion("lift", type.of.name)
                        : `(item: any) => ${this.lift(type.of, "item")}`,
                );
            case "tuple":
                return `[${type.of.map((t, at) => this.lift(t, `${value}[${at}]`)).join(", ")}]`;
            default:
                return `${this.conversion("lift", type.name)}(${value})`;
        }
    }

    // --- values that go out are checked and copied: what the engine would cut or trap on is an error that says where

    lowering(type, name) {
        if (!this.needed.has(`lower ${this.face.id} ${type.name}`)) return "";
        const at = (field) => `"${name}.${camel(field)}"`;
        let body;
        if (type.kind === "record") {
            const rows = type.fields.map(
                (f) => `        ${camel(f.name)}: ${this.lower(f.type, `value.${camel(f.name)}`, at(f.name))},\n`,
            );
            this.wire.add("record");
            body = `    record(value, "${name}");\n    return {\n${rows.join("")}    };\n`;
        } else if (type.kind === "enum") {
            body = `    return ${this.call("oneOf", "value", `[${type.cases.map((c) => `"${c.name}"`).join(", ")}]`, `"${name}"`)};\n`;
        } else {
            const rows = type.cases.map(
                (c) =>
                    `        case "${c.name}":\n            return ${c.type ? `{ tag: "${c.name}", val: ${this.lower(c.type, "value.val", at("val"))} }` : `{ tag: "${c.name}" }`};\n`,
            );
            this.wire.add("record").add("noCase");
            body = `    record(value, "${name}");\n    switch (value.tag) {\n${rows.join("")}        default:\n            return noCase(value, "${name}");\n    }\n`;
        }
        return `/** @internal */\nexport function lower${name}(value: ${name}): any {\n${body}}\n`;
    }

    lower(type, value, at) {
        switch (type.is) {
            case "bool":
                return this.call("flag", value, at);
            case "string":
                return this.call("text", value, at);
            case "s64":
                return this.call("lowerInteger", value, at);
            case "u64":
                return this.call("lowerNatural", value, at);
            case "u8":
            case "u16":
            case "u32":
            case "s8":
            case "s16":
            case "s32":
                return this.call(type.is, value, at);
            case "option":
                return this.call("lowerOption", value, `(item) => ${this.lower(type.of, "item", at)}`);
            case "list":
                if (type.of.is === "u8") return this.call("bytes", value, at);
                return this.call(
                    "lowerList",
                    value,
                    at,
                    type.of.is === "named"
                        ? this.conversion("lower", type.of.name)
                        : `(item) => ${this.lower(type.of, "item", at)}`,
                );
            case "tuple":
                return `[${type.of.map((t, n) => this.lower(t, `${value}[${n}]`, at)).join(", ")}]`;
            default:
                return `${this.conversion("lower", type.name)}(${value})`;
        }
    }

    // --- functions

    imported(f) {
        const parameters = f.parameters.map((p) => `${camel(p.name)}: ${this.type(p.type)}`).join(", ");
        const args = f.parameters.map((p) => this.lower(p.type, camel(p.name), `"${camel(p.name)}"`)).join(", ");
        const name = camel(f.name);
        const result = f.result?.is === "result" ? f.result.ok : f.result;
        const call = `${name}_(${args})`;
        const failing = f.result?.is === "result";
        if (failing && f.result.err && this.lifts(f.result.err))
            throw new Error(`${this.face.id}: an error with numbers is not generated`);
        const inner = failing ? this.call("attempt", `() => ${call}`) : call;
        const body = result ? this.returned(result, inner) : `    ${inner};\n`;
        const docs = tsdoc(
            f.docs,
            failing
                ? `@throws {HostError} whose \`payload\` is a \`${f.result.err ? this.type(f.result.err) : "undefined"}\``
                : "",
        );
        const reserved = name === "delete";
        const declared = `${docs}${reserved ? "" : "export "}function ${name}${reserved ? "$" : ""}(${parameters}): ${result ? this.type(result) : "void"} {\n${body}}\n`;
        return reserved ? `${declared}export { ${name}$ as ${name} };\n` : declared;
    }

    returned(type, inner) {
        if (!this.lifts(type)) return `    return ${inner};\n`;
        if (type.is === "option") return `    const value: any = ${inner};\n    return ${this.lift(type, "value")};\n`;
        return `    return ${this.lift(type, inner)};\n`;
    }

    /** A point: the types of the author's functions, and what makes an export of them. */
    exported() {
        const { functions } = this.face;
        const parts = functions.map((f) => this.served(f, functions.length > 1));
        const types = parts.map((part) => part.type).join("\n");
        const parameters = parts.map((part) => `${part.serve}: ${part.name}`).join(", ");
        const members = parts.map((part) => part.member).join("");
        this.wire.add("guard");
        return `${types}/** @internal */\nexport const exporting = (${parameters}) => ({\n${members}});\n`;
    }

    /** A function of a point; where there are several, each has a name of its own. */
    served(f, isOneOfMany) {
        const { ok, err } = f.result?.is === "result" ? f.result : { ok: f.result, err: null };
        const parameters = f.parameters.map((p) => `${camel(p.name)}: ${this.type(p.type)}`).join(", ");
        const lifted = f.parameters.map((p) => this.lift(p.type, camel(p.name))).join(", ");
        const raw = f.parameters.map((p) => `${camel(p.name)}: any`).join(", ");
        const errors = this.find(err.name)
            .type.cases.map((c) => `"${c.name}"`)
            .join(", ");
        const at = `"the answer of ${this.face.package}.${this.face.name}"`;
        const name = isOneOfMany ? `Serve${pascal(f.name)}` : "Serve";
        const serve = isOneOfMany ? `serve${pascal(f.name)}` : "serve";
        const body = ok
            ? `        const answer = ${serve}(${lifted});\n        return ${this.lower(ok, "answer", at)};\n`
            : `        ${serve}(${lifted});\n`;
        const result = ok ? this.type(ok) : "void";
        return {
            name,
            serve,
            type: `${tsdoc(f.docs)}export type ${name} = (${parameters}) => ${result};\n`,
            member: `    ${camel(f.name)}: (${raw}): ${result} => guard([${errors}], () => {\n${body}    }),\n`,
        };
    }

    // --- names

    call(helper, ...args) {
        this.wire.add(helper);
        return `${helper}(${args.join(", ")})`;
    }

    conversion(direction, name) {
        const { from } = this.find(name);
        const conversion = `${direction}${pascal(name)}`;
        if (from) this.used.set(conversion, from);
        return conversion;
    }

    find(name) {
        return find(this.packages, name, this.face);
    }
}

const wrap = (type) => (/[|\s]/.test(type) && !type.startsWith("[") ? `Array<${type}>` : `${type}[]`);
