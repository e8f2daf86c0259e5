// Writes the TypeScript side of the contract: `src/contract/` (types with their documentation, functions, conversions) and
// `raw/` (how a native test reaches the host). `npm run types` runs it; a test fails where its output is stale.

import { mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { HEADER, Interface, camel, find } from "./interface.mjs";
import { pointsOf, readContract } from "./wit.mjs";

/** All generated files: path below `sdk/js` -> text. */
export function generate(packages) {
    const files = new Map();
    const points = new Set(pointsOf(packages));
    const needed = conversionsNeeded(packages, points);
    for (const owner of packages) {
        for (const face of owner.interfaces) {
            const source = new Interface(packages, face, points.has(face), needed).source();
            files.set(`src/contract/${owner.name}/${face.name}.ts`, source);
        }
        for (const face of owner.interfaces.filter((face) => face.functions.length > 0 && !points.has(face))) {
            files.set(`raw/${owner.name}/${face.name}.js`, raw(face));
        }
    }
    files.set("src/contract/points.ts", pointList([...points]));
    return files;
}

/** `lift ID TYPE` and `lower ID TYPE` of every type that some function takes or gives. */
function conversionsNeeded(packages, points) {
    const needed = new Set();
    const add = (direction, type, face) => {
        if (!type) return;
        if (type.is !== "named") return [type.of, type.ok].flat().forEach((inner) => add(direction, inner, face));
        const found = find(packages, type.name, face);
        const key = `${direction} ${found.face.id} ${type.name}`;
        if (needed.has(key)) return;
        needed.add(key);
        for (const part of found.type.fields ?? found.type.cases) add(direction, part.type, found.face);
    };
    for (const face of packages.flatMap((owner) => owner.interfaces)) {
        const [taken, given] = points.has(face) ? ["lift", "lower"] : ["lower", "lift"];
        for (const f of face.functions) {
            for (const parameter of f.parameters) add(taken, parameter.type, face);
            add(given, f.result, face);
        }
    }
    return needed;
}

/** How a native test reaches the host; a component imports the interface itself. */
function raw(face) {
    const functions = face.functions.map((f) => {
        const name = camel(f.name);
        return `const ${name}_ = (...args) => host("${face.package}/${face.name}", "${name}", args);\nexport { ${name}_ as ${name} };\n`;
    });
    return `${HEADER}import { host } from "../../dist/wire/native.js";\n\n${functions.join("")}`;
}

function pointList(points) {
    const rows = points.map((face) => `    "${face.package}.${face.name}",\n`);
    return `${HEADER}/** Extension points, as manifests name them. */\nexport const POINTS = [\n${rows.join("")}] as const;\n`;
}

/** `sdk/js`. */
export const home = path.resolve(fileURLToPath(import.meta.url), "../..");

/** The contract: beside the SDK in its repository, inside of it in the published package. */
export function contractFolder() {
    return [path.join(home, "../../wit"), path.join(home, "wit")].find((folder) =>
        existsSync(path.join(folder, "base")),
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    for (const folder of ["src/contract", "raw"]) rmSync(path.join(home, folder), { recursive: true, force: true });
    for (const [name, text] of generate(readContract(contractFolder()))) {
        mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
        writeFileSync(path.join(home, name), text);
    }
}
