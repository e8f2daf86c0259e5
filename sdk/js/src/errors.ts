/** What a plugin throws and catches. */

/** Why a point could not answer. Throw what the functions below make: the host acts by the kind and people read the text. */
export class Refusal extends Error {
    override name = "Refusal";
    constructor(
        readonly tag: "invalid-settings" | "invalid-input" | "retry" | "retry-after" | "reject" | "other",
        text: string,
        /** Ms to wait at least, of `retry-after`. */
        readonly afterMs?: number,
    ) {
        super(text);
    }
}

/** The settings or documents contradict themselves; the text says which and how to mend it. For pure points and reports. */
export const invalidSettings = (text: string) => new Refusal("invalid-settings", text);
/** The basket or question cannot be served as it is. For pure points and reports. */
export const invalidInput = (text: string) => new Refusal("invalid-input", text);
/** Call again later. For events, jobs, routes, messages and exports. */
export const retry = (text: string) => new Refusal("retry", text);
/** Send again, not before so many ms. For messages. */
export const retryAfter = (text: string, afterMs: number) => new Refusal("retry-after", text, afterMs);
/** Trying again cannot help. For events, jobs, routes, actions, messages and exports. */
export const reject = (text: string) => new Refusal("reject", text);

/** A function of the host failed; `payload` says how, as the function's documentation describes. */
export class HostError<Payload = { tag: string; val?: string }> extends Error {
    override name = "HostError";
    constructor(readonly payload: Payload) {
        const { tag, val } = payload as { tag?: string; val?: unknown };
        super(val === undefined ? String(tag) : `${tag}: ${val}`);
    }
}

/** A value does not fit the contract: the text says which and what it must be. */
export class ContractError extends TypeError {
    override name = "ContractError";
}
