// Answers to all fixtures, by what was asked, e.g. `price tea plain`: from the server and from a browser.

import path from "node:path";
import { takes } from "./fixtures.mjs";
import { server } from "./guests.mjs";
import { here, output } from "./shell.mjs";

/** A call of a till. A fresh QuickJS instance takes tens of milliseconds; the rest is room for a busy machine. */
export const DEADLINE_MS = 10_000;
/** Compiled components of the server. */
const artefacts = path.join(output, "artefacts");

/** What a merchant would be shown before installing this component. */
export function inspected({ file }) {
    const manifest = path.join(here, "bodega.toml");
    return server(["inspect", "--component", file, "--manifest", manifest, "--artefacts", artefacts]).trim();
}

/** What the component of this file answers in the plugin host. */
export function answersOfServer(guest, { folder }) {
    const args = ["--component", guest.file, "--plugin", guest.plugin, "--fixtures", folder, "--artefacts", artefacts];
    return readAnswers(server(["answers", ...args]));
}

/** Lines of answers by what was asked. */
export function readAnswers(text) {
    const lines = text.trimEnd().split("\n");
    return new Map(lines.map((line) => /^(compile \S+|price \S+ \S+) (.*)$/s.exec(line).slice(1)));
}

/** What the same component, transpiled, answers in the page. */
export async function answersOfBrowser(page, guest, { rules, baskets }) {
    const answers = new Map();
    await open(page, guest);
    for (const set of rules) {
        const compiled = await ask(page, guest, "compile", { rules: set.name, text: set.text });
        answers.set(`compile ${set.name}`, compiled.text);
        if (!compiled.isCompiled) continue;
        for (const basket of baskets.filter((basket) => takes(basket, set))) {
            const answer = await ask(page, guest, "price", { rules: set.name, text: basket.text });
            answers.set(`price ${set.name} ${basket.name}`, answer.text);
        }
    }
    return answers;
}

/** Loads a component into a worker of its own. */
export function open(page, { name, plugin }) {
    return page.ask(name, "open", { name, plugin }, DEADLINE_MS);
}

/** Asks a worker; says what went wrong where something did. */
export async function ask(page, { name }, verb, request, deadlineMs = DEADLINE_MS) {
    const answer = await page.ask(name, verb, request, deadlineMs);
    if (answer.text?.startsWith('{"failed"')) console.log(`  Chromium: ${name}: ${answer.detail ?? answer.text}`);
    return answer;
}
