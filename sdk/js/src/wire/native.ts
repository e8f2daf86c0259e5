/**
 * The same crossing in a native test: values stay what they are and go to the test's host, and every check of the component
 * is made, so that a test fails where the component would.
 */
import { ContractError, HostError } from "../errors.js";
import { integer } from "./check.js";

export {
    bytes,
    flag,
    integer as lowerInteger,
    liftList,
    lowerList,
    natural as lowerNatural,
    noCase,
    oneOf,
    record,
    s32,
    text,
    u16,
    u32,
    u8,
} from "./check.js";

export const liftInteger = (value: bigint) => integer(value, "what the test's host gave");

export function lowerOption<T>(value: T | null | undefined, lower: (item: T) => unknown): unknown {
    return value == null ? undefined : lower(value);
}

export function attempt<T>(call: () => T): T {
    return call();
}

export function guard<T>(_cases: string[], serve: () => T): T {
    return serve();
}

/** What answers a plugin's calls of the host in a test. */
export type Answerer = (face: string, name: string, args: unknown[]) => unknown;

let current: Answerer | undefined;

/** Runs `body` with a host. */
export function withHost<T>(answerer: Answerer, body: () => T): T {
    const before = current;
    current = answerer;
    try {
        return body();
    } finally {
        current = before;
    }
}

/** Called by `raw/native`. */
export function host(face: string, name: string, args: unknown[]): unknown {
    if (!current)
        throw new ContractError(`there is no host for ${face}.${name}: call the point through @bodega/sdk/testing`);
    try {
        return structuredClone(current(face, name, args));
    } catch (error) {
        const payload = (error as { payload?: { tag: string } }).payload;
        throw payload === undefined || error instanceof HostError ? error : new HostError(payload);
    }
}
