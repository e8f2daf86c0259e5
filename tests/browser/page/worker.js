// Runs one plugin, a fresh instance for every call. Who asks holds the deadline and ends this worker when it passes.

import { NotLinked, answerText, compileImports, compiledText, failureText, priceImports } from "./contract.js";
import { parseFixture } from "./fixtures.js";

/** The Rust SDK's allocator takes nothing back, for an instance serves one call: a kept one soon fills its memory. */
const WARM_ROUNDS_MAX = 20;

let plugin;

const verbs = {
    /** Fetches the glue and compiles the core modules of a component. */
    async open({ name, plugin: pluginName }) {
        const started = performance.now();
        const folder = `/components/${name}`;
        const [{ instantiate }, files] = await Promise.all([
            import(`${folder}/component.js`),
            fetch(`${folder}/cores.json`).then((response) => response.json()),
        ]);
        const modules = new Map(
            await Promise.all(
                files.map(async (file) => [file, await WebAssembly.compileStreaming(fetch(`${folder}/${file}`))]),
            ),
        );
        plugin = {
            name: pluginName,
            snapshots: new Map(),
            instantiate: (imports) => {
                try {
                    return instantiate((file) => modules.get(file), imports);
                } catch (error) {
                    throw new NotLinked(error.message);
                }
            },
        };
        return { openMs: performance.now() - started };
    },

    compile({ rules, text }) {
        try {
            const point = pointOf(plugin.instantiate(compileImports(parseFixture(text))), "compile");
            const compiled = point.compile();
            plugin.snapshots.set(rules, compiled.snapshot);
            return { text: compiledText(compiled), isCompiled: true };
        } catch (error) {
            return failure(error);
        }
    },

    /** `grown`: what `bodega:basket/view` has beyond the released contract, getters by the text they give. */
    price({ rules, text, grown = {} }) {
        try {
            const imports = priceImports(parseFixture(text), plugin.name, grown);
            return { text: answerText(priceOnce(rules, imports)) };
        } catch (error) {
            return failure(error);
        }
    },

    /** Times calls of one basket: a fresh instance each, and one instance kept. */
    measure({ rules, text, rounds }) {
        const imports = priceImports(parseFixture(text), plugin.name);
        const snapshot = plugin.snapshots.get(rules);
        const [instantiate, price, both, warm] = [[], [], [], []];
        let point;
        for (let round = 0; round < rounds; round++) {
            const started = performance.now();
            point = pointOf(plugin.instantiate(imports), "price");
            const ready = performance.now();
            point.price(snapshot);
            const done = performance.now();
            instantiate.push(ready - started);
            price.push(done - ready);
            both.push(done - started);
        }
        for (let round = 0; round < Math.min(rounds, WARM_ROUNDS_MAX); round++) {
            const started = performance.now();
            point.price(snapshot);
            warm.push(performance.now() - started);
        }
        const medians = { instantiate, price, both, warm };
        return Object.fromEntries(Object.entries(medians).map(([name, times]) => [name, median(times)]));
    },
};

function priceOnce(rules, imports) {
    return pointOf(plugin.instantiate(imports), "price").price(plugin.snapshots.get(rules) ?? new Uint8Array());
}

/** The exported interface, whatever its version. */
function pointOf(exports, point) {
    const name = Object.keys(exports).find((name) => name.startsWith(`bodega:pricing/${point}@`));
    return exports[name];
}

function failure(error) {
    return { text: failureText(error), detail: String(error.message ?? error) };
}

function median(times) {
    return times.sort((a, b) => a - b)[times.length >> 1];
}

onmessage = async ({ data: { verb, ...request } }) => {
    try {
        postMessage({ reply: await verbs[verb](request) });
    } catch (error) {
        postMessage({ problem: String(error.stack ?? error) });
    }
};
