// Where tests write what has to lie within the package.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { home } from "../../build/generate.mjs";

export { home };

/** The folder, made where it is not there. */
export function place() {
    const folder = path.join(home, ".test");
    mkdirSync(folder, { recursive: true });
    return folder;
}
