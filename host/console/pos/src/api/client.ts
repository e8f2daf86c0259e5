// The one door to the host. Every answer is data, a Refusal (the host said no) or Unreachable (nobody answered).

import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Problem = components["schemas"]["Problem"];

/** How long an answer may take before the network counts as gone, ms. A quote takes a few, a sale with a charge some seconds. */
const DEADLINE_MS = 20_000;

/** The host said no, with a stable code (RFC 9457). */
export class Refusal extends Error {
    readonly problem: Problem & Record<string, unknown>;

    constructor(problem: Problem & Record<string, unknown>) {
        super(problem.detail || problem.title);
        this.problem = problem;
    }

    get code(): string {
        return this.problem.code;
    }

    get status(): number {
        return this.problem.status;
    }

    /** Whether the same request may succeed later: the host is busy or not well. */
    get isTransient(): boolean {
        return this.status >= 500 || this.status === 429 || this.status === 408;
    }
}

/** Nobody answered. Whether the request was served is not known. */
export class Unreachable extends Error {
    constructor(cause: unknown) {
        super("the host cannot be reached", { cause });
    }
}

type Listener = (isReachable: boolean) => void;
const listeners = new Set<Listener>();
const expiries = new Set<(token: string) => void>();
let token: string | null = null;

/** Gives the token that every request carries. */
export function useToken(text: string | null): void {
    token = text;
}

/** Tells after every request whether the host answered. */
export function onReachable(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** Tells which token the host does not take any more. */
export function onExpired(listener: (token: string) => void): void {
    expiries.add(listener);
}

const client = createClient<paths>({
    baseUrl: typeof location === "undefined" ? "" : location.origin,
    fetch: async (request: Request) => {
        const bounded = AbortSignal.any([request.signal, AbortSignal.timeout(DEADLINE_MS)]);
        try {
            const response = await fetch(request, { signal: bounded });
            // A proxy without a host behind it answers for nobody.
            const isGateway = response.status === 502 || response.status === 504;
            const isOurs = response.headers.get("content-type")?.includes("json") ?? false;
            if (isGateway || (response.status >= 500 && !isOurs)) throw new TypeError(`gateway ${response.status}`);
            listeners.forEach((listener) => listener(true));
            const sent = request.headers.get("authorization")?.slice("Bearer ".length);
            if (response.status === 401 && sent) expiries.forEach((listener) => listener(sent));
            return response;
        } catch (error) {
            if (request.signal.aborted) throw error;
            listeners.forEach((listener) => listener(false));
            throw new Unreachable(error);
        }
    },
});

client.use({
    onRequest({ request }) {
        if (token) request.headers.set("authorization", `Bearer ${token}`);
        request.headers.set("accept-language", document.documentElement.lang || "en");
        return request;
    },
});

export const api = client;

/** The data of an answer, or what is in the way of it, thrown. */
export async function data<T>(
    answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
    const { data, error, response } = await answer;
    if (error !== undefined || data === undefined) throw new Refusal(asProblem(error, response));
    return data;
}

function asProblem(error: unknown, response: Response): Problem & Record<string, unknown> {
    if (typeof error === "object" && error !== null && "code" in error) {
        return error as Problem & Record<string, unknown>;
    }
    const title = response.statusText || `HTTP ${response.status}`;
    return { code: "http", detail: String(error ?? ""), instance: "", status: response.status, title, type: "about:blank" };
}
