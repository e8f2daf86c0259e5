// Prices the same baskets with the same components in wasmtime and in Chromium and compares the answers byte for
// byte: see README.md. Prints `N passed, N failed` on its last line.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEADLINE_MS, answersOfBrowser, answersOfServer, ask, inspected, open, readAnswers } from "./lib/answers.mjs";
import { needChromium, openPage } from "./lib/chromium.mjs";
import { caseFixtures, gatherFixtures, isBeyondNumber } from "./lib/fixtures.mjs";
import { builtPlugin, growthGuests, quickJsGuest, rustGuest } from "./lib/guests.mjs";
import { Missing, here } from "./lib/shell.mjs";
import { matches, same, sameAnswers, tally } from "./lib/tally.mjs";
import { transpile } from "./lib/transpile.mjs";

/** The deadline that a plugin without end meets. */
const SHORT_DEADLINE_MS = 500;
/** Calls for a median. */
const ROUNDS = 200;
/** What a merchant is shown of both guests: no more than the rule reads. */
const PERMISSIONS = JSON.stringify({
    permissions: ["balances", "compile-source", "documents", "view"].map((name) => `bodega:basket/${name}`),
    points: ["pricing.compile", "pricing.price"],
});
/** Answers of the Rust guest as they were accepted: `node run.mjs --accept` writes them anew. */
const ACCEPTED = path.join(here, "answers.txt");

async function main() {
    needPackages();
    needChromium();
    const fixtures = gatherFixtures();
    const rust = { name: "rust", plugin: "tea", file: await rustGuest() };
    const quickJs = { name: "quickjs", plugin: "tea", file: await quickJsGuest() };
    const growth = growthGuests();

    const page = await openPage();
    console.log(`  Chromium ${page.version}`);
    try {
        for (const guest of [rust, quickJs]) {
            await stage(`install ${guest.name}`, () => same(guest.name, inspected(guest), PERMISSIONS));
            await stage(`price ${guest.name}`, () => compareEngines(page, guest, fixtures));
        }
        await stage("compare both guests", () => compareGuests(rust, quickJs, fixtures));
        await stage("compare with answers.txt", () => compareWithAccepted(rust, fixtures));
        await stage("price promotions", () => comparePromotions(page));
        await stage("grow the contract", () => runGrowth(page, growth));
        await stage("run the hostile guest", () => runHostile(page));
        for (const guest of [rust, quickJs]) await stage(`measure ${guest.name}`, () => measure(page, guest, fixtures));
    } finally {
        await page.close();
        if (tally.failed > 0) page.log.forEach((line) => console.log(`  page: ${line}`));
    }
}

/** A part that may fail without taking the others along. */
async function stage(name, work) {
    try {
        await work();
    } catch (error) {
        if (error instanceof Missing) throw error;
        tally.failed += 1;
        console.log(`FAIL ${name}: ${error.message}`);
    }
}

/** Installs this folder's packages unless the installed ones are those of the lock file. */
function needPackages() {
    const lock = createHash("sha256").update(readFileSync(path.join(here, "package-lock.json"))).digest("hex");
    const stamp = path.join(here, "node_modules", ".installed");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
    console.log("  npm ci");
    const options = { cwd: here, stdio: ["ignore", "ignore", "inherit"] };
    const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], options);
    if (npm.error) throw new Missing("npm is not installed: it comes with Node.js 20.19 or later");
    if (npm.status !== 0) throw new Missing("npm could not install the packages of tests/browser, see above");
    writeFileSync(stamp, lock);
}

/** One component on the server and in Chromium. */
async function compareEngines(page, guest, fixtures) {
    printSizes(guest.name, await transpile(guest.name, guest.file));
    guest.answers = answersOfServer(guest, fixtures);
    const inBrowser = await answersOfBrowser(page, guest, fixtures);
    sameAnswers(`${guest.name} on the server = in Chromium`, guest.answers, inBrowser);
}

/** Two guests of one rule: alike, but where amounts are beyond what QuickJS holds. There it refuses. */
function compareGuests(rust, quickJs, { baskets }) {
    if (!rust.answers || !quickJs.answers) throw new Error("one of them gave no answers");
    const beyond = new Set(baskets.filter(isBeyondNumber).map((basket) => basket.name));
    const isBeyond = ([asked]) => beyond.has(asked.split(" ")[2]);
    const within = (answers) => new Map([...answers].filter((entry) => !isBeyond(entry)));
    sameAnswers("rust = quickjs", within(rust.answers), within(quickJs.answers));
    const refused = [...quickJs.answers].filter(isBeyond);
    const form = /^\{"refused":\{"invalid_input":"[^"]* beyond 2\^53"\}\}$/;
    refused.forEach(([asked, answer]) => matches(`quickjs refuses: ${asked}`, answer, form));
    console.log(`  quickjs refuses beyond 2^53: ${refused.length} answers`);
}

/** An answer given once stays: a stored sale is computed again years later. Generated fixtures are too long for that. */
function compareWithAccepted(rust, { rules, baskets }) {
    const generated = new Set([...rules, ...baskets].filter((one) => one.isGenerated).map((one) => one.name));
    const isOwn = ([asked]) => !asked.split(" ").some((name) => generated.has(name));
    const answers = [...rust.answers].filter(isOwn);
    if (process.argv.includes("--accept")) {
        writeFileSync(ACCEPTED, answers.map(([asked, answer]) => `${asked} ${answer}\n`).join(""));
    }
    sameAnswers("answers.txt = rust", readAnswers(readFileSync(ACCEPTED, "utf8")), new Map(answers));
}

/** The promotions plugin itself, over its own cases and the file that BODEGA_CASES names. */
async function comparePromotions(page) {
    const promotions = { name: "promotions", plugin: "promotions", file: builtPlugin("promotions") };
    if (!promotions.file) {
        console.log("  promotions: left out, `cargo xtask plugins` was not run");
        return;
    }
    await compareEngines(page, promotions, caseFixtures());
}

/** Guests from before and after a getter was added, on a till with it and on one without. */
async function runGrowth(page, growth) {
    const text = readFileSync(path.join(here, "baskets", "plain.json"), "utf8");
    const price = async (name, grown) => {
        const guest = { name, plugin: "growth" };
        await transpile(name, growth.get(name));
        await open(page, guest);
        return page.ask(name, "price", { rules: "none", text, grown }, DEADLINE_MS);
    };
    const grown = { remark: "a remark" };
    const read = (text) => JSON.stringify({ refused: { other: text } });
    same("before, on a grown till", (await price("before", grown)).text, read("CNY"));
    same("after, getter not used, on a grown till", (await price("after-without-use", grown)).text, read("CNY"));
    same("after, getter used, on a grown till", (await price("after-with-use", grown)).text, read("a remark"));
    same("before, on a till of today", (await price("before")).text, read("CNY"));
    same("after, getter not used, on a till of today", (await price("after-without-use")).text, read("CNY"));
    const refused = await price("after-with-use");
    same("after, getter used, on a till of today", refused.text, '{"failed":"plugin.not_loaded"}');
    matches("the refusal names the getter", refused.detail, /'remark'/);
}

/** A plugin without end is ended at its deadline, one without measure at its memory's maximum; the page lives on. */
async function runHostile(page) {
    const hostile = { name: "hostile", plugin: "hostile", file: builtPlugin("hostile") };
    if (!hostile.file) {
        console.log("  hostile: left out, `cargo xtask plugins` was not run");
        return;
    }
    await transpile(hostile.name, hostile.file);
    const basket = readFileSync(path.join(here, "baskets", "plain.json"), "utf8");
    const price = async (mode, deadlineMs = DEADLINE_MS) => {
        await open(page, hostile);
        const rules = JSON.stringify({ settings: JSON.stringify({ price: mode }) });
        await page.ask(hostile.name, "compile", { rules: mode, text: rules }, DEADLINE_MS);
        return page.ask(hostile.name, "price", { rules: mode, text: basket }, deadlineMs);
    };
    same("a loop meets its deadline", (await price("loop", SHORT_DEADLINE_MS)).text, '{"failed":"plugin.deadline"}');
    same("greed meets the memory's maximum", (await price("memory")).text, '{"failed":"plugin.trap"}');
    same("recursion without end traps", (await price("recurse")).text, '{"failed":"plugin.trap"}');
    same("a panic traps", (await price("trap")).text, '{"failed":"plugin.trap"}');
    const answer = '{"adjustments":[{"reference":"hostile","level":"order","amount":{"order":1}}],"gifts":[]}';
    same("it can be asked again", (await price("one-off")).text, answer);
}

/** Medians for the README's table. */
async function measure(page, guest, { baskets }) {
    const { openMs } = await open(page, guest);
    const tea = readFileSync(path.join(here, "rules", "tea.json"), "utf8");
    await ask(page, guest, "compile", { rules: "tea", text: tea });
    for (const name of ["plain", "six-hundred-lines"]) {
        const { text } = baskets.find((basket) => basket.name === name);
        const request = { rules: "tea", text, rounds: ROUNDS };
        const medians = await page.ask(guest.name, "measure", request, ROUNDS * 1000);
        const shown = Object.entries(medians).map(([what, ms]) => `${what} ${ms.toFixed(2)} ms`);
        console.log(`  ${guest.name}, ${name}: ${shown.join(", ")} (medians of ${ROUNDS})`);
    }
    console.log(`  ${guest.name}: fetched and compiled in ${openMs.toFixed(0)} ms`);
}

function printSizes(name, { component, cores, glue, modules }) {
    const show = ({ bytes, gzip }) => `${(bytes / 1024).toFixed(0)} KiB (${(gzip / 1024).toFixed(0)} gzip)`;
    console.log(`  ${name}: component ${show(component)}, ${modules} core modules ${show(cores)}, glue ${show(glue)}`);
}

try {
    await main();
} catch (error) {
    tally.failed += 1;
    console.log(error instanceof Missing ? `missing: ${error.message}` : error);
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
