// Generated from the contract by `npm run types`. Do not edit.
/**
 * Events the plugin reports. The type must be declared in the manifest and start with the plugin's name.
 * @module
 */
import { emit as emit_ } from "#raw/data/event-effects";
import { text } from "#wire";

export function emit(type: string, subject: string, payload: string): void {
    emit_(text(type, "type"), text(subject, "subject"), text(payload, "payload"));
}
