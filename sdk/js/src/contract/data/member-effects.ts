// Generated from the contract by `npm run types`. Do not edit.
/**
 * Tags the plugin sets on members, stored as `plugin:tag`.
 * @module
 */
import * as raw from "#raw/data/member-effects";
import { text } from "#wire";

/** Adds tag `name`; the host puts the plugin's name before it. */
export function addTag(member: string, name: string): void {
    raw.addTag(text(member, "member"), text(name, "name"));
}

export function removeTag(member: string, name: string): void {
    raw.removeTag(text(member, "member"), text(name, "name"));
}
