// Makes one script of a plugin and finds out what of the contract it calls.

import { SourceMap } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { BuildError } from "./errors.mjs";
import { home } from "./generate.mjs";

const camel = (name) => name.replace(/[-.](.)/g, (_, letter) => letter.toUpperCase());

/** The export of the script that serves a point; also the name of the interface while the component is made. */
export const exportName = (point) => camel(point);

/** The bundled script, the functions it calls by interface id, and `placeOf`, which turns its places in a text into the author's. */
export async function bundle(project, entry, points, packages) {
    const names = points.map(exportName);
    const contents = [
        `import "@bodega/sdk/prelude";`,
        `import plugin from ${JSON.stringify(path.resolve(project, entry))};`,
        `import { checkPoints, ${names.join(", ")} } from "@bodega/sdk/points";`,
        `checkPoints(plugin, ${JSON.stringify(points)});`,
        ...names.map((name) => `const ${name}Export = ${name}(plugin);`),
        `export { ${names.map((name) => `${name}Export as ${name}`).join(", ")} };`,
    ].join("\n");
    let result;
    try {
        result = await build({
            stdin: { contents, resolveDir: project, sourcefile: "bodega-entry.js" },
            bundle: true,
            write: false,
            format: "esm",
            platform: "neutral",
            target: "es2023",
            mainFields: ["module", "main"],
            conditions: ["bodega"],
            minifySyntax: true,
            sourcemap: "external",
            outfile: path.join(project, "bodega-bundle.js"),
            logLevel: "silent",
            plugins: [contract(packages)],
        });
    } catch (error) {
        if (!error.errors) throw error;
        const place = ({ location }) => (location ? `${location.file}:${location.line}: ` : "");
        throw new BuildError(error.errors.map((e) => place(e) + e.text).join("\n"));
    }
    const [map, script] = ["bundle.js.map", "bundle.js"].map(
        (end) => result.outputFiles.find((file) => file.path.endsWith(end)).text,
    );
    return { script, imports: importsOf(script), placeOf: placesOf(JSON.parse(map)) };
}

function placesOf(map) {
    const sources = new SourceMap(map);
    return (text) =>
        text.replace(/componentize-qjs:user\.js:(\d+):(\d+)/g, (whole, line, column) => {
            const { originalSource, originalLine } = sources.findEntry(Number(line) - 1, Number(column) - 1);
            return originalSource ? `${originalSource}:${originalLine + 1}` : whole;
        });
}

/** Leaves the contract's functions to the host, those that something uses; the SDK is this one. */
function contract(packages) {
    const faces = packages.flatMap((owner) => owner.interfaces);
    const ids = new Map(faces.map((face) => [`#raw/${face.package}/${face.name}`, face.id]));
    return {
        name: "bodega",
        setup({ onResolve, resolve }) {
            onResolve({ filter: /^#raw\// }, ({ path }) => ({
                path: ids.get(path),
                external: true,
                sideEffects: false,
            }));
            onResolve({ filter: /^@bodega\/sdk(\/|$)/ }, ({ path, kind, resolveDir }) =>
                resolveDir.startsWith(home) ? undefined : resolve(path, { kind, resolveDir: home }),
            );
        },
    };
}

/** The import statements that esbuild left: `import { a, b as c } from "bodega:basket/view@0.1.0";`. */
function importsOf(script) {
    const imports = new Map();
    for (const [, names, id] of script.matchAll(/^import \{([^}]*)\} from "(bodega:[^"]+)";$/gm)) {
        const functions = names
            .split(",")
            .map((name) => name.trim().split(" ")[0])
            .filter(Boolean);
        imports.set(id, new Set([...(imports.get(id) ?? []), ...functions]));
    }
    return imports;
}
