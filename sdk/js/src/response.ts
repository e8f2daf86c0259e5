/** Answers of the plugin's own routes. */
import type { Response } from "./contract/http/handle.js";
import { utf8 } from "./snapshot.js";

/** A JSON answer. */
export const jsonResponse = (status: number, value: unknown): Response => ({
    status,
    headers: [["content-type", "application/json"]],
    body: utf8.encode(JSON.stringify(value)),
});

/** A plain text answer. */
export const textResponse = (status: number, text: string): Response => ({
    status,
    headers: [["content-type", "text/plain; charset=utf-8"]],
    body: utf8.encode(text),
});
