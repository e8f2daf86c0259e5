// Generated from the contract by `npm run types`. Do not edit.
/**
 * Tags the plugin sets on members, stored as `plugin:tag`.
 * @module
 */
import { addTag as addTag_ } from "#raw/data/member-effects";
import { removeTag as removeTag_ } from "#raw/data/member-effects";
import { text } from "#wire";

/** Adds tag `name`; the host puts the plugin's name before it. */
export function addTag(member: string, name: string): void {
    addTag_(text(member, "member"), text(name, "name"));
}

export function removeTag(member: string, name: string): void {
    removeTag_(text(member, "member"), text(name, "name"));
}
