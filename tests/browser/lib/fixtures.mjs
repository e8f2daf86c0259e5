// Gathers rules and baskets into one folder for both halves: those of this folder, and large ones made here.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { server } from "./guests.mjs";
import { filesOf, here, output, repository } from "./shell.mjs";

const GENERATED_RULES = {
    "many-rates": {
        why: "More documents than a page holds.",
        settings: "{}",
        documents: { rates: Array.from({ length: 450 }, (_, n) => rateOf(n)) },
    },
};
const GENERATED_BASKETS = {
    "six-hundred-lines": {
        why: "More lines than a page holds.",
        rules: ["tea", "many-rates"],
        input: {
            arithmetic: 1,
            context: JSON.parse(readFileSync(path.join(here, "baskets/plain.json"), "utf8")).input.context,
            lines: Array.from({ length: 600 }, (_, n) => ({
                sku: skuOf(n),
                quantity: 1_000_000 * (1 + (n % 3)),
                unit_price: 100 + n * 7,
                tax_ppm: 130_000,
                ...(n % 4 !== 0 && { tags: n % 2 ? ["tea"] : ["food", "tea"] }),
            })),
        },
        units: Array.from({ length: 600 }, (_, n) => ({ line: n, count: 1 + (n % 3), price: 100 + n * 7 })),
    },
};

function skuOf(n) {
    return `sku-${String(n).padStart(4, "0")}`;
}

function rateOf(n) {
    return { collection: "rates", key: skuOf(n), version: 1, body: JSON.stringify({ off_ppm: 1000 * n }) };
}

/** Writes all fixtures and gives their folder, names and texts. */
export function gatherFixtures() {
    const folder = path.join(output, "fixtures");
    rmSync(folder, { recursive: true, force: true });
    const gather = (kind, generated) => {
        cpSync(path.join(here, kind), path.join(folder, kind), { recursive: true });
        for (const [name, value] of Object.entries(generated)) {
            writeFileSync(path.join(folder, kind, `${name}.json`), JSON.stringify(value));
        }
        const isGenerated = ({ name }) => Object.hasOwn(generated, name);
        return readFixtures(path.join(folder, kind)).map((one) => ({ ...one, isGenerated: isGenerated(one) }));
    };
    mkdirSync(folder, { recursive: true });
    return { folder, rules: gather("rules", GENERATED_RULES), baskets: gather("baskets", GENERATED_BASKETS) };
}

/** Name and text of each file, in the order in which the server takes them. */
export function readFixtures(folder) {
    return filesOf(folder, ".json").map((file) => {
        const text = readFileSync(path.join(folder, file), "utf8");
        return { name: path.parse(file).name, text };
    });
}

/** Whether a basket is priced with the rules of that name. */
export function takes(basket, rules) {
    const { rules: names } = JSON.parse(basket.text);
    return names === undefined || names.includes(rules.name);
}

/** Whether a basket holds amounts that a Number cannot. */
export function isBeyondNumber(basket) {
    return JSON.parse(basket.text).is_beyond_number === true;
}

/** The promotions plugin's own cases, and those of the file that BODEGA_CASES names. */
export function caseFixtures() {
    const folder = path.join(output, "case-fixtures");
    rmSync(folder, { recursive: true, force: true });
    const file = process.env.BODEGA_CASES || path.join(repository, "plugins/promotions/tests/own-cases.json");
    server(["cases", "--file", file, "--out", folder]);
    return { folder, rules: readFixtures(path.join(folder, "rules")), baskets: readFixtures(path.join(folder, "baskets")) };
}
