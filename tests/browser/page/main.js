// The till's side: a worker for each plugin, a deadline for each call, and a hard end when it passes.

const workers = new Map();

/** Asks a plugin's worker. A call that passes its deadline ends the worker; the next `open` starts another. */
globalThis.ask = (plugin, verb, request, deadlineMs) =>
    new Promise((resolve, reject) => {
        const worker = workers.get(plugin) ?? start(plugin);
        const timer = setTimeout(() => {
            worker.terminate();
            workers.delete(plugin);
            resolve({ text: JSON.stringify({ failed: "plugin.deadline" }) });
        }, deadlineMs);
        worker.onmessage = ({ data: { reply, problem } }) => {
            clearTimeout(timer);
            problem === undefined ? resolve(reply) : reject(new Error(problem));
        };
        worker.onerror = (event) => {
            clearTimeout(timer);
            reject(new Error(`the worker failed: ${event.message}`));
        };
        worker.postMessage({ verb, ...request });
    });

function start(plugin) {
    const worker = new Worker("worker.js", { type: "module" });
    workers.set(plugin, worker);
    return worker;
}
