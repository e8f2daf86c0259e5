// Generated from the contract by `npm run types`. Do not edit.
/**
 * Orders of the merchant's sales channels, as JSON text in the shape of `GET /v1/orders/{id}`: who gets an order is not
 * in it.
 * @module
 */
import { get as get_ } from "#raw/data/orders";
import { find as find_ } from "#raw/data/orders";
import { scan as scan_ } from "#raw/data/orders";
import { lowerOption, text, u32 } from "#wire";

export function get(id: string): string | undefined {
    const value: any = get_(text(id, "id"));
    return value ?? undefined;
}

/** The order of one of the plugin's own channels by the channel's id of it. */
export function find(channel: string, externalId: string): string | undefined {
    const value: any = find_(text(channel, "channel"), text(externalId, "externalId"));
    return value ?? undefined;
}

/**
 * Orders of any channel that stand there (`new`, `accepted`, `preparing`, `ready`, `handed_over`, `completed`,
 * `rejected`, `cancelled`), by id after `after`, at most `max` (and at most 100).
 */
export function scan(status: string, after: string | undefined, max: number): string[] {
    return scan_(text(status, "status"), lowerOption(after, (item) => text(item, "after")), u32(max, "max"));
}
