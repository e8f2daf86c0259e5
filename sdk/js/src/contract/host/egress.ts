// Generated from the contract by `npm run types`. Do not edit.
/**
 * Requests to hosts that the manifest names and the merchant approved. Everything else is refused, and so are private,
 * loopback and link-local addresses, whatever name or redirect leads there.
 *
 * What was sent cannot be taken back when the invocation fails later. Each invocation has an id that stays the same over
 * re-runs and retries (for an event, the event's id): send it as the idempotency key. When effects meet a conflict at
 * commit, the invocation runs again and gets the recorded answers, failures included, to identical requests in their order:
 * nothing goes out twice. A retry, after an error of the plugin or a crash of the host, sends again, so that what failed can
 * succeed. Where the other side knows no idempotency keys, write down what is to be done and do it in an invocation of its
 * own, by an event or a job.
 * @module
 */
import { send as send_ } from "#raw/host/egress";
import { attempt, bytes, lowerList, noCase, record, text, u32 } from "#wire";

/** A piece of a value: text, or a secret that only the host sees, put in its place when the request goes out. */
export type Part =
    | { tag: "text"; val: string }
    /** The name of a secret of the settings. */
    | { tag: "secret"; val: string }
    /** A user's name and the name of a secret: `user:secret` in base64, as HTTP Basic authentication asks for. */
    | { tag: "basic"; val: [string, string] };
/** @internal */
export function lowerPart(value: Part): any {
    record(value, "Part");
    switch (value.tag) {
        case "text":
            return { tag: "text", val: text(value.val, "Part.val") };
        case "secret":
            return { tag: "secret", val: text(value.val, "Part.val") };
        case "basic":
            return { tag: "basic", val: [text(value.val[0], "Part.val"), text(value.val[1], "Part.val")] };
        default:
            return noCase(value, "Part");
    }
}

export interface Request {
    /** `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. */
    method: string;
    /** `https` (or `http` where the manifest says so), the host, and a path; no user, query or fragment. */
    url: string;
    /** Names and values, encoded by the host. */
    query: [string, Part[]][];
    headers: [string, Part[]][];
    body: Content;
    /** Redirects to follow, each under the same rules; at most 5. One more is the answer. */
    redirects: number;
    /** Ms until the answer is given up, more than 0; the installation's own limit may be shorter. */
    timeoutMs: number;
}
/** @internal */
export function lowerRequest(value: Request): any {
    record(value, "Request");
    return {
        method: text(value.method, "Request.method"),
        url: text(value.url, "Request.url"),
        query: lowerList(value.query, "Request.query", (item) => [text(item[0], "Request.query"), lowerList(item[1], "Request.query", lowerPart)]),
        headers: lowerList(value.headers, "Request.headers", (item) => [text(item[0], "Request.headers"), lowerList(item[1], "Request.headers", lowerPart)]),
        body: lowerContent(value.body),
        redirects: u32(value.redirects, "Request.redirects"),
        timeoutMs: u32(value.timeoutMs, "Request.timeoutMs"),
    };
}

export type Content =
    | { tag: "empty" }
    | { tag: "bytes"; val: Uint8Array }
    /** Text with secrets in it. */
    | { tag: "parts"; val: Part[] }
    /** `application/x-www-form-urlencoded`, encoded by the host. */
    | { tag: "form"; val: [string, Part[]][] };
/** @internal */
export function lowerContent(value: Content): any {
    record(value, "Content");
    switch (value.tag) {
        case "empty":
            return { tag: "empty" };
        case "bytes":
            return { tag: "bytes", val: bytes(value.val, "Content.val") };
        case "parts":
            return { tag: "parts", val: lowerList(value.val, "Content.val", lowerPart) };
        case "form":
            return { tag: "form", val: lowerList(value.val, "Content.val", (item) => [text(item[0], "Content.val"), lowerList(item[1], "Content.val", lowerPart)]) };
        default:
            return noCase(value, "Content");
    }
}

export interface Response {
    status: number;
    /** Names in lower case. */
    headers: [string, string][];
    body: Uint8Array;
}

export type Failure =
    /** The host is not in the manifest, not approved, or its address is one that no plugin may reach; the text says which. */
    | { tag: "refused"; val: string }
    /** The request is not one: a bad URL, header, secret or size; the text says which. */
    | { tag: "invalid"; val: string }
    /** No connection or no answer in time. */
    | { tag: "unreachable"; val: string }
    /** The answer is larger than the installation may take. */
    | { tag: "too-large" }
    | { tag: "other"; val: string };

/** @throws {HostError} whose `payload` is a `Failure` */
export function send(request: Request): Response {
    return attempt(() => send_(lowerRequest(request)));
}
