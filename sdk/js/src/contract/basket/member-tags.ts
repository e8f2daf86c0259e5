// Generated from the contract by `npm run types`. Do not edit.
/**
 * Tags of the member: `plugin:tag` as plugins set them. Empty without a member.
 * @module
 */
import { tags as tags_ } from "#raw/basket/member-tags";

export function tags(): string[] {
    return tags_();
}
