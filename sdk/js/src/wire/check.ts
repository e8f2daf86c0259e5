/**
 * Checks of values that leave the plugin. The engine would cut a fraction, wrap a number or end the call without a word;
 * these say which value is wrong.
 */
import { ContractError } from "../errors.js";

function refuse(at: string, must: string, value: unknown): never {
    const kind = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
    const shown = typeof value === "number" || typeof value === "bigint" ? ` (${value})` : "";
    throw new ContractError(`${at} must be ${must}, not ${kind}${shown}`);
}

export function text(value: string, at: string): string {
    if (typeof value !== "string") refuse(at, "a string", value);
    if (!value.isWellFormed()) refuse(at, "well-formed Unicode without lone surrogates", value);
    return value;
}

export function flag(value: boolean, at: string): boolean {
    return typeof value === "boolean" ? value : refuse(at, "true or false", value);
}

export function bytes(value: Uint8Array, at: string): Uint8Array {
    return value instanceof Uint8Array ? value : refuse(at, "a Uint8Array", value);
}

export function oneOf(value: string, names: string[], at: string): string {
    return names.includes(value) ? value : refuse(at, `one of ${names.join(", ")}`, value);
}

export function noCase(value: { tag: unknown }, at: string): never {
    throw new ContractError(`${at} has no case ${JSON.stringify(value.tag)}`);
}

export function record(value: unknown, at: string): void {
    if (typeof value !== "object" || value === null) refuse(at, "an object", value);
}

function whole(value: number, least: number, most: number, at: string): number {
    if (!Number.isInteger(value) || value < least || value > most)
        refuse(at, `a whole number from ${least} to ${most}`, value);
    return value;
}

export const u8 = (value: number, at: string) => whole(value, 0, 0xff, at);
export const u16 = (value: number, at: string) => whole(value, 0, 0xffff, at);
export const u32 = (value: number, at: string) => whole(value, 0, 0xffff_ffff, at);
export const s32 = (value: number, at: string) => whole(value, -0x8000_0000, 0x7fff_ffff, at);

/** The largest amount that the engine carries exactly: it knows 64-bit integers as doubles only. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

export function integer(value: bigint, at: string): bigint {
    if (typeof value !== "bigint") refuse(at, "a bigint, e.g. `5n`", value);
    if (value > LARGEST || value < -LARGEST) refuse(at, "within 2^53, for the engine carries no more exactly", value);
    return value;
}

export function natural(value: bigint, at: string): bigint {
    if (typeof value === "bigint" && value < 0n) refuse(at, "0 or more", value);
    return integer(value, at);
}

export function lowerList<T>(value: T[], at: string, lower: (item: T) => unknown): any[] {
    return Array.isArray(value) ? value.map((item) => lower(item)) : refuse(at, "an array", value);
}

export function liftList<T>(value: any[], lift: (item: any) => T): T[] {
    for (let at = 0; at < value.length; at++) value[at] = lift(value[at]);
    return value;
}
