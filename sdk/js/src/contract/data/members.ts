// Generated from the contract by `npm run types`. Do not edit.
/**
 * Tags of members.
 * @module
 */
import { tags as tags_ } from "#raw/data/members";
import { text } from "#wire";

export function tags(member: string): string[] {
    return tags_(text(member, "member"));
}
