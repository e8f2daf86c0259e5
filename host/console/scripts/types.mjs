// Makes the types of the API from the host's own document: `npm run types`. `--check` only compares (drift test).

import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../api/openapi.json", import.meta.url);
const target = new URL("../pos/src/api/schema.ts", import.meta.url);
const head = "// Made from host/api/openapi.json by `npm run types`; do not edit.\n\n";

/** The text of the generated file for the document as it is now. */
export async function generated() {
    return head + astToString(await openapiTS(JSON.parse(readFileSync(document, "utf8")), { alphabetize: true }));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
    const text = await generated();
    if (process.argv.includes("--check")) {
        if (readFileSync(target, "utf8") !== text) {
            console.error("src/api/schema.ts is not what host/api/openapi.json says: run `npm run types`");
            process.exit(1);
        }
    } else {
        writeFileSync(target, text);
    }
}
