// Generated from the contract by `npm run types`. Do not edit.
/**
 * Files that the plugin writes. They are there once the invocation is committed; at most 16 of 16 MiB in one.
 * @module
 */
import { begin as begin_ } from "#raw/host/file-effects";
import { append as append_ } from "#raw/host/file-effects";
import { bytes, text, u32 } from "#wire";

/** Begins a file and gives its number in this invocation. The name has no path; a person's browser saves it so. */
export function begin(name: string, mediaType: string): number {
    return begin_(text(name, "name"), text(mediaType, "mediaType")) >>> 0;
}

/** Adds bytes at the end of a file begun here. */
export function append(file: number, piece: Uint8Array): void {
    append_(u32(file, "file"), bytes(piece, "piece"));
}
