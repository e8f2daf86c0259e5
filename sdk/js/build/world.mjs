// Writes the world of one plugin: the functions it calls and the points it serves, and of the contract no more than that. So a
// component imports exactly what it uses, and runs on hosts that lack what it does not use.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/**
 * Writes the WIT folder that `componentize-qjs` reads. It finds an export by the last part of an interface's name, and `handle`
 * is the name of two points, so each point is called `PACKAGE-NAME` here; `renames` says what it is called in the end.
 */
export function writeWorld(folder, packages, imports, points) {
    const renames = new Map();
    const world = [];
    for (const owner of packages) {
        const edits = [];
        for (const face of owner.interfaces) {
            const used = imports.get(face.id);
            const isPoint = points.includes(`${owner.name}.${face.name}`);
            if (isPoint) {
                const name = `${owner.name}-${face.name}`;
                edits.push({ from: face.nameAt, to: face.nameAt + face.name.length, text: name });
                const id = face.id.replace(`/${face.name}@`, `/${name}@`);
                renames.set(id, face.id);
                world.push(`export ${id};`);
                continue;
            }
            if (used) world.push(`import ${face.id};`);
            const unused = face.functions.filter((f) => !used?.has(camel(f.name)));
            edits.push(...unused.map(({ from, to }) => ({ from, to, text: "" })));
        }
        write(path.join(folder, "deps", owner.name, `${owner.name}.wit`), withoutWorlds(edited(owner.text, edits)));
    }
    write(
        path.join(folder, "world.wit"),
        `package bodega:plugin@0.0.0;\n\nworld plugin {\n    ${world.join("\n    ")}\n}\n`,
    );
    return renames;
}

function edited(text, edits) {
    for (const { from, to, text: by } of edits.sort((a, b) => b.from - a.from))
        text = text.slice(0, from) + by + text.slice(to);
    return text;
}

/** The contract's own worlds name points by their short names. */
const withoutWorlds = (text) => text.replace(/^(\/\/\/.*\n)*world [^{]*\{[^}]*\}\n?/gm, "");

function write(file, text) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
}
