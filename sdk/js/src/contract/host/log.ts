// Generated from the contract by `npm run types`. Do not edit.
/** @module */
import { write as write_ } from "#raw/host/log";
import { oneOf, text } from "#wire";

export type Level =
    | "debug"
    | "info"
    | "warn"
    | "error";
/** @internal */
export function lowerLevel(value: Level): any {
    return oneOf(value, ["debug", "info", "warn", "error"], "Level");
}

/** Writes a line to the installation's log, at most 4 KiB; never put personal data into it. */
export function write(level: Level, message: string): void {
    write_(lowerLevel(level), text(message, "message"));
}
