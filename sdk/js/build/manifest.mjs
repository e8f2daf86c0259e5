// What a build needs of `bodega.toml`. `bodega plugin check` reads all of it; here only the points matter.

import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { BuildError } from "./errors.mjs";

export function readManifest(project, knownPoints) {
    const file = path.join(project, "bodega.toml");
    let text;
    try {
        text = readFileSync(file, "utf8");
    } catch {
        throw new BuildError(`${file} cannot be read: run this in the plugin's folder or name it`);
    }
    let manifest;
    try {
        manifest = parse(text);
    } catch (error) {
        throw new BuildError(`bodega.toml: ${error.message}`);
    }
    const { name, points } = manifest;
    if (typeof name !== "string" || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
        throw new BuildError("bodega.toml: `name` must be kebab-case, e.g. `my-plugin`");
    }
    if (!Array.isArray(points) || points.length === 0)
        throw new BuildError("bodega.toml: `points` must name at least one extension point");
    for (const [index, point] of points.entries()) {
        if (!knownPoints.includes(point))
            throw new BuildError(`bodega.toml: \`points[${index}]\` must be one of ${knownPoints.join(", ")}`);
    }
    return { name, points };
}
