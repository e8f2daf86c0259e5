/**
 * How values cross between a component and its host. `componentize-qjs` 0.4 carries 64-bit integers as doubles, `u32` from
 * 2^31 on as negative numbers and `none` as null; here they become what the contract says, exactly, or an error.
 */
import { ContractError, HostError, Refusal } from "../errors.js";
import { integer, natural, u32 as checkU32 } from "./check.js";

export { bytes, flag, liftList, lowerList, noCase, oneOf, record, s32, text, u16, u8 } from "./check.js";

export const u32 = (value: number, at: string) => checkU32(value, at) | 0;
export const lowerInteger = (value: bigint, at: string) => Number(integer(value, at));
export const lowerNatural = (value: bigint, at: string) => Number(natural(value, at));

export function liftInteger(value: number): bigint {
    if (!Number.isSafeInteger(value))
        throw new ContractError("the host gave a number beyond 2^53, which the engine cannot carry exactly");
    return BigInt(value);
}

export function lowerOption<T>(value: T | null | undefined, lower: (item: T) => unknown): unknown {
    return value == null ? null : lower(value);
}

/** Calls a function of the host that may fail. */
export function attempt<T>(call: () => T): T {
    try {
        return call();
    } catch (error) {
        const payload = (error as { payload?: { tag: string } }).payload;
        throw payload === undefined ? error : new HostError(payload);
    }
}

/** Serves a point: what the author throws becomes the failure that the contract knows. */
export function guard<T>(cases: string[], serve: () => T): T {
    try {
        return serve();
    } catch (error) {
        throw failureOf(error, cases);
    }
}

/** Characters of an error's text that the host is told: a message and the top of its stack. */
const TEXT_MAX = 2000;

function failureOf(error: unknown, cases: string[]): { tag: string; val: unknown } {
    if (error instanceof Refusal) {
        if (error.tag === "retry-after" && cases.includes(error.tag))
            return { tag: error.tag, val: { reason: clean(error.message), afterMs: u32(error.afterMs ?? 0, "afterMs") } };
        const known = cases.includes(error.tag);
        return {
            tag: known ? error.tag : "other",
            val: clean(known ? error.message : `${error.tag}: ${error.message}`),
        };
    }
    const stack = error instanceof Error && error.stack ? `\n${error.stack}` : "";
    return { tag: "other", val: clean(`${error}${stack}`) };
}

const clean = (text: string) => text.slice(0, TEXT_MAX).toWellFormed();
