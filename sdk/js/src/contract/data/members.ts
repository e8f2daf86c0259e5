// Generated from the contract by `npm run types`. Do not edit.
/**
 * Tags of members.
 * @module
 */
import * as raw from "#raw/data/members";
import { text } from "#wire";

export function tags(member: string): string[] {
    return raw.tags(text(member, "member"));
}
