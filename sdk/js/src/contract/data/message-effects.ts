// Generated from the contract by `npm run types`. Do not edit.
/**
 * Messages to members, carried by the merchant's messaging plugins (`bodega:messaging`) after the commit, in keeping with each
 * member's consent: marketing needs a yes, service messages go unless there is a no.
 * @module
 */
import { send as send_ } from "#raw/data/message-effects";
import { text } from "#wire";

/**
 * `purpose` is `service` (about something the member did) or `marketing`; `template` names a text of the manifest, which
 * `parameters` (a JSON object of texts) fill. The host chooses the channel and language, and looks the address up;
 * a message that is not sent within a day expires.
 */
export function send(member: string, purpose: string, template: string, parameters: string): void {
    send_(text(member, "member"), text(purpose, "purpose"), text(template, "template"), text(parameters, "parameters"));
}
