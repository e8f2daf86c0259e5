// What a till loads before it can sell, compressed, against a budget: a slow network is where a budget is kept or lost.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** Scripts and styles together, KiB gzip: under two seconds on fast 3G. */
const BUDGET_KIB = 220;

const folder = path.join(process.argv[2] ?? "dist", "assets");
const files = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name));
const sizes = files.map((name) => gzipSync(readFileSync(path.join(folder, name))).length / 1024);
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(`scripts and styles: ${total.toFixed(0)} of ${BUDGET_KIB} KiB gzip`);
if (total > BUDGET_KIB) {
    console.error("the till has grown past its budget: split it, or argue for another budget");
    process.exit(1);
}
